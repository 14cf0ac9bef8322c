import { web } from './web.image.ts'

const built = await web().build({ cache: '.cache' })
await built.writeDockerArchive('web.tar', { tag: 'web:1' })
console.log(built.digest)
