// Where there is a network: fills the cache and writes the lock. Carry both over.
import { writeFile } from 'node:fs/promises'
import { tool } from './tool.image.ts'

const built = await tool().build({ cache: 'cache' })
await writeFile('tool.lock.json', JSON.stringify(built.plan.toLock(), null, 2))
console.log(built.digest)
