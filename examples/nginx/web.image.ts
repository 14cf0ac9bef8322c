import { fileURLToPath } from 'node:url'
import { alpine, type ImageChain, image, type RepositorySource } from '@nacre/core'

const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** nginx with its configuration and its pages, for an account that owns what nginx writes to. */
export function web(packages: RepositorySource = alpine('v3.22')): ImageChain {
  const account = { uid: 65532, gid: 65532 }
  return image()
    .from(packages)
    .add('nginx')
    .user({ name: 'web', ...account })
    .fileFrom('/etc/nginx/nginx.conf', local('nginx.conf'), { mode: 0o644 })
    .tree(local('site'), '/srv/site')
    .directory('/run/nginx', account)
    .directory('/var/lib/nginx/tmp', { ...account, mode: 0o700 })
    .entrypoint('/usr/sbin/nginx')
    .cmd('-e', 'stderr', '-g', 'daemon off;')
    .stopSignal('SIGQUIT')
    .expose(8080)
    .label('org.opencontainers.image.title', 'web')
    .arch('x86_64', 'aarch64')
}
