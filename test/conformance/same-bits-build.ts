// Builds one image in a process of its own and prints its digest: `node same-bits-build.ts DATA OUT`.
import { umask } from 'node:process'
import { image } from '@nacre/core'

const [data, out, mask] = process.argv.slice(2) as [string, string, string]
umask(Number.parseInt(mask, 8))
const built = await image()
  .from(`${data}/alpine-3.20.3-reconstituted`)
  .trust(`${data}/keys/test-only`)
  .add('alpine-baselayout', 'busybox', 'apk-tools')
  .user({ name: 'app', uid: 1000 })
  .file('/etc/motd', 'hello\n')
  .label('z', '1')
  .label('a', '2')
  .build({ arch: ['x86_64', 'aarch64'] })
await built.writeLayout(out, { tag: 'same' })
console.log(built.digest)
