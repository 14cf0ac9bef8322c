import { fileURLToPath } from 'node:url'
import { alpine, type ImageChain, image, type RepositorySource } from '@nacre/core'

const PHP = 'php84'
const extensions = ['ctype', 'curl', 'iconv', 'intl', 'mbstring', 'opcache', 'openssl', 'pdo_mysql', 'session']
const settings = `memory_limit = 512M
opcache.enable_cli = 1
`

/** PHP with its extensions, a setting or two, and the application, for the account that `php:cli` calls www-data. */
export function console(packages: RepositorySource = alpine('v3.22')): ImageChain {
  const account = { uid: 82, gid: 82 }
  return image()
    .from(packages)
    .add(PHP, ...extensions.map((name) => `${PHP}-${name}`), 'ca-certificates-bundle', 'tzdata')
    .symlink('/usr/bin/php', PHP)
    .file(`/etc/${PHP}/conf.d/90-app.ini`, settings)
    .user({ name: 'www-data', ...account, home: '/app', shell: '/sbin/nologin' })
    .tree(fileURLToPath(new URL('app', import.meta.url)), '/app', account)
    .workdir('/app')
    .entrypoint('/usr/bin/php')
    .cmd('bin/console')
    .arch('x86_64', 'aarch64')
}
