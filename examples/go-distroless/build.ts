// Before: for arch in amd64 arm64; do CGO_ENABLED=0 GOARCH=$arch go build -o dist/server-$arch ./cmd/server; done
import { readFile } from 'node:fs/promises'
import { server } from './server.image.ts'

const definition = await server({
  x86_64: await readFile('dist/server-amd64'),
  aarch64: await readFile('dist/server-arm64'),
})
const built = await definition.build({ cache: '.cache' })
await built.writeLayout('out')
console.log(built.digest)
