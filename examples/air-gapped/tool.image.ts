import { alpine, type ImageChain, image, type RepositorySource } from '@nacre/core'

/** A tool to be built where there is no network. */
export function tool(...packages: RepositorySource[]): ImageChain {
  return image()
    .from(...(packages.length > 0 ? packages : [alpine('v3.22')]))
    .add('curl', 'ca-certificates-bundle')
    .user(65532)
    .entrypoint('/usr/bin/curl')
    .arch('x86_64', 'aarch64')
}
