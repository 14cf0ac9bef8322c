import { app } from './app.image.ts'

const built = await app().build({ cache: '.cache' })
await built.writeDockerArchive('app.tar', { tag: 'app:1' })
console.log(built.digest)
