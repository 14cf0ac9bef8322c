// Where there is none.
import { tool } from './tool.image.ts'

const built = await tool().build({ cache: 'cache', lock: 'tool.lock.json', offline: true })
await built.writeLayout('out')
console.log(built.digest)
