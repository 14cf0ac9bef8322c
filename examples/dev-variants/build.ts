import { app, appDev } from './app.image.ts'

const production = await app().build({ cache: '.cache' })
const development = await appDev().build({ cache: '.cache' })
await production.writeDockerArchive('app.tar', { tag: 'app:1' })
await development.writeDockerArchive('app-dev.tar', { tag: 'app:1-dev' })
console.log(String(await production.diff(development)))
