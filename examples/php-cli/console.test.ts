import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'
import { console } from './console.image.ts'

const names = ['ctype', 'curl', 'iconv', 'intl', 'mbstring', 'opcache', 'openssl', 'pdo', 'pdo_mysql', 'session']
const packages = repository([
  apk({ name: 'php84', version: '8.4.10-r0', files: { 'usr/bin/php84': { content: 'program', mode: 0o755 } } }),
  ...names.map((name) =>
    apk({
      name: `php84-${name}`,
      version: '8.4.10-r0',
      depends: name === 'pdo_mysql' ? ['php84', 'php84-pdo'] : ['php84'],
      files: { [`etc/php84/conf.d/00_${name}.ini`]: `extension=${name}\n` },
    }),
  ),
  'ca-certificates-bundle',
  'tzdata',
])

test('php is called php', async () => {
  const built = await console(packages).build()
  await expect(built).toHaveFile('/usr/bin/php', { type: 'symlink', target: 'php84' })
  await expect(built).toHaveFile('/usr/bin/php', { type: 'file', mode: 0o755 })
})

test('an extension brings what it needs', async () => {
  const plan = await console(packages).plan()
  expect(plan).toContainPackage('php84-pdo', '~8.4')
  expect(String(plan.why('php84-pdo'))).toContain('php84-pdo_mysql')
})

test('our settings come after those of the extensions', async () => {
  const built = await console(packages).build()
  expect(built.rootfs('x86_64').list('etc/php84/conf.d').at(-1)).toBe('90-app.ini')
})

test('the application belongs to www-data', async () => {
  const built = await console(packages).build()
  expect(built).toRunAs('www-data')
  await expect(built).toHaveFile('/app/bin/console', { owner: 'www-data', content: /ready/ })
})
