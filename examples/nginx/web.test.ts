import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'
import { web } from './web.image.ts'

const packages = repository([
  apk({
    name: 'nginx',
    version: '1.28.0-r3',
    depends: ['pcre2', 'zlib'],
    files: { 'usr/sbin/nginx': { content: 'program', mode: 0o755 }, 'etc/nginx/nginx.conf': 'packaged' },
  }),
  'pcre2',
  'zlib',
])

test('nginx runs in the foreground, as nobody special, and stops in order', async () => {
  expect(web(packages)).toRunAs('web')
  expect(web(packages)).toHaveEntrypoint('/usr/sbin/nginx')
  expect(web(packages).toJSON()).toMatchObject({ stopSignal: 'SIGQUIT', ports: ['8080/tcp'] })
})

test('our configuration replaces that of the package', async () => {
  const built = await web(packages).build()
  await expect(built).toHaveFile('/etc/nginx/nginx.conf', { mode: 0o644, owner: 0, content: /listen 8080;/ })
  await expect(built).toHaveFile('/srv/site/index.html', { content: /Hello/ })
})

test('the account may write where nginx writes', async () => {
  const built = await web(packages).build()
  await expect(built).toHaveFile('/run/nginx', { type: 'directory', owner: 'web' })
  await expect(built).toHaveFile('/var/lib/nginx/tmp', { type: 'directory', owner: '65532:65532', mode: 0o700 })
})

test('the plan is what we expect', async () => {
  expect(await web(packages).plan()).toMatchInlineSnapshot(`
    Plan
    aarch64, x86_64
      nginx  1.28.0-r3
      pcre2  1.0-r0
      zlib   1.0-r0
  `)
})
