import { alpine, type ImageChain, image, type RepositorySource } from '@nacre/core'

/** The image that goes to production. */
export function app(packages: RepositorySource = alpine('v3.22')): ImageChain {
  return image()
    .from(packages)
    .add('nodejs')
    .user(65532)
    .entrypoint('/usr/bin/node')
    .label('org.opencontainers.image.title', 'app')
    .arch('x86_64', 'aarch64')
}

/** The same, and what a person needs to look around in it. */
export function appDev(packages?: RepositorySource): ImageChain {
  return app(packages).add('busybox', 'curl', 'git').user('root').label('org.opencontainers.image.title', 'app-dev')
}
