import { expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { apk, EPOCH, repository } from '../testing.ts'
import { detailed } from '../vitest.ts'

const web = image()
  .from(
    repository([
      apk({ name: 'zlib', version: '1.3.1-r0', files: { 'usr/lib/libz.so.1': 'z' } }),
      apk({ name: 'nginx', version: '1.26.2-r0', depends: ['zlib'] }),
      apk({ name: 'only-arm', arch: 'aarch64', installIf: ['nginx'] }),
    ]),
  )
  .add('nginx')
  .user(65532)
  .entrypoint('/usr/sbin/nginx')
  .label('title', 'web')

it('shows a plan sorted, equal architectures once, no checksum', async () => {
  expect(await web.plan({ arch: ['x86_64', 'armv7'] })).toMatchInlineSnapshot(`
    Plan
    armv7, x86_64
      nginx  1.26.2-r0
      zlib   1.3.1-r0
  `)
  expect(await web.plan({ arch: ['x86_64', 'aarch64'] })).toMatchInlineSnapshot(`
    Plan
    aarch64
      nginx     1.26.2-r0
      only-arm  1.0-r0
      zlib      1.3.1-r0
    x86_64
      nginx  1.26.2-r0
      zlib   1.3.1-r0
  `)
})

it('shows of an image what was decided, no digest and no date', async () => {
  expect(await web.build({ arch: ['x86_64', 'armv7'] })).toMatchInlineSnapshot(`
    Image
    armv7, x86_64
      config
        entrypoint         ["/usr/sbin/nginx"]
        env PATH           /usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin
        env SSL_CERT_FILE  /etc/ssl/certs/ca-certificates.crt
        label title        web
        user               65532
      packages
        nginx  1.26.2-r0
        zlib   1.3.1-r0
  `)
})

it('shows files and digests when asked', async () => {
  const built = await web.build({ arch: ['x86_64'], epoch: EPOCH })
  expect(detailed(built, { files: true })).toMatchInlineSnapshot(`
    Image
    x86_64
      config
        entrypoint         ["/usr/sbin/nginx"]
        env PATH           /usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin
        env SSL_CERT_FILE  /etc/ssl/certs/ca-certificates.crt
        label title        web
        user               65532
      packages
        nginx  1.26.2-r0
        zlib   1.3.1-r0
      files
        0755  0:0  /etc/
        0755  0:0  /etc/apk/
        0644  0:0  /etc/apk/arch
        0755  0:0  /etc/apk/keys/
        0644  0:0  /etc/apk/repositories
        0644  0:0  /etc/apk/world
        0755  0:0  /lib/
        0755  0:0  /lib/apk/
        0755  0:0  /lib/apk/db/
        0644  0:0  /lib/apk/db/installed
        0644  0:0  /lib/apk/db/scripts.tar
        0644  0:0  /lib/apk/db/triggers
        0755  0:0  /usr/
        0755  0:0  /usr/lib/
        0644  0:0  /usr/lib/libz.so.1
  `)
  expect(detailed(built.plan, { digests: true })).toMatchInlineSnapshot(`
    Plan
    x86_64
      nginx  1.26.2-r0  Q1bopCc73D97tECQjT2nlrkCZP6IQ=
      zlib   1.3.1-r0   Q11WR610SQwsnGUnx/GJVFbJGTUUo=
  `)
})
