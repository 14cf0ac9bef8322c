// Builds an image of a synthetic repository in a process of its own and prints what it is: `node build-synthetic.ts DIR NAMES CACHE [OUT]`.
import { join } from 'node:path'
import { image } from '@nacre/core'

const [dir, names, cache, out] = process.argv.slice(2) as [string, string, string, string | undefined]
const built = await image()
  .from(dir)
  .trust(join(dir, 'synthetic.rsa.pub'))
  .add(...names.split(','))
  .file('/etc/motd', 'hello\n')
  .build({ arch: ['x86_64'], cache })
if (out !== undefined) await built.writeLayout(out)
const { layers } = built.arch('x86_64')
console.log([built.digest, ...layers.map(({ diffId, digest }) => `${diffId} ${digest}`)].join('\n'))
