// Makes a signed package repository, builds a two-architecture image of it, and says what came out.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { image, localRepository } from '@nacre/core'
import { program } from './binary.ts'
import { ARCHS, openRepository } from './repository.ts'
import { printSummary } from './summary.ts'

const out = process.env['NACRE_QUICKSTART_OUT'] ?? 'out'
await mkdir(out, { recursive: true })

const { repository, keyring, made } = await openRepository(out)

const definition = image()
  .from(localRepository(repository, { keyring }))
  .add(program.name)
  .user(65532)
  .entrypoint(`/usr/bin/${program.name}`)
  .cmd('--version')
  .label('org.opencontainers.image.title', `${program.name} by nacre`)

const started = performance.now()
const built = await definition.build({ arch: ARCHS, cache: join(out, 'cache') })
const seconds = (performance.now() - started) / 1000

const layout = join(out, 'layout')
const archive = join(out, 'image.tar')
await rm(layout, { recursive: true, force: true })
await built.writeLayout(layout, { tag: 'latest' })
await built.writeDockerArchive(archive, { tag: 'nacre-quickstart:latest' })

const sboms: string[] = []
for (const arch of built.archs) {
  const { text, extension } = await built.sbom(arch, 'spdx-2.3')
  const file = join(out, `sbom-${arch}${extension}`)
  await writeFile(file, text)
  sboms.push(file)
}

const digestFile = join(out, 'digest.txt')
const before = await readFile(digestFile, 'utf8').catch(() => undefined)
await writeFile(digestFile, `${built.digest}\n`)
printSummary({ built, seconds, made, repository, layout, archive, sboms, before: made ? undefined : before?.trim() })
