import { fileURLToPath } from 'node:url'
import { alpine, type ImageChain, image, type RepositorySource } from '@nacre/core'

const code = fileURLToPath(new URL('app', import.meta.url))

/** Node, and the folder `app` without its tests. Packages are in layers of their own, so a release moves the code only. */
export function app(packages: RepositorySource = alpine('v3.22')): ImageChain {
  return image()
    .from(packages)
    .add('nodejs', 'tzdata')
    .tree(code, '/srv', { ignore: ['*.test.js', '.env*'] })
    .workdir('/srv')
    .user({ name: 'node', uid: 1000 })
    .env({ NODE_ENV: 'production' })
    .entrypoint('/usr/bin/node')
    .cmd('server.js')
    .expose(3000)
    .layers('origin', { budget: 4 })
    .arch('x86_64', 'aarch64')
}
