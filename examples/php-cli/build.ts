import { console as definition } from './console.image.ts'

const built = await definition().build({ cache: '.cache' })
await built.writeDockerArchive('console.tar', { tag: 'console:1' })
console.log(built.digest)
