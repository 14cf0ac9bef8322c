import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type OutputChunk, rolldown } from 'rolldown'
import { toAscii } from './ascii.ts'
import { compiledWhenLoaded } from './compiled-when-loaded.ts'
import { licenceTexts } from './licences.ts'
import { filesOf } from './together.ts'

/**
 * Libraries that become part of the bundle, of which only the parts in use are left: as modules of their own they take longer
 * to load than all of nacre. Everything else stays an import.
 */
const INLINED = ['valibot', 'yaml', 'p-limit', 'yocto-queue', '@noble/curves', '@noble/hashes', 'pako']

interface Manifest {
  name: string
  publishConfig: { exports: Record<string, Entry>; imports?: Record<string, Record<string, string>> }
}

interface Entry {
  default: string
}

/** Bundles the entry points that a package publishes from `dist` to `lib`, with the licences of what was made part of it. */
export async function bundlePackage(folder: string): Promise<void> {
  const { name, publishConfig } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const entries = [
    ...Object.values(publishConfig.exports).map((entry) => entry.default),
    ...Object.values(publishConfig.imports ?? {}).flatMap((conditions) => Object.values(conditions)),
  ]
  const names = [...new Set(entries)].map((file) => file.replace(/^\.\/lib\/(.*)\.js$/, '$1'))
  const output = join(folder, 'lib')
  rmSync(output, { recursive: true, force: true })
  const bundle = await rolldown({
    cwd: folder,
    input: Object.fromEntries(names.map((name) => [name, join(folder, 'dist', `${name}.js`)])),
    platform: 'node',
    external: isExternal,
    plugins: [compiledWhenLoaded(name)],
    logLevel: 'warn',
  })
  const { output: bundled } = await bundle.generate({
    format: 'esm',
    sourcemap: true,
    minify: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups: filesOf(name, join(folder, 'dist')) },
  })
  await bundle.close()
  const chunks = bundled.filter((file) => file.type === 'chunk')
  for (const chunk of chunks) writeChunk(output, chunk)
  const licences = licenceTexts(chunks.flatMap((chunk) => Object.keys(chunk.modules)))
  if (licences !== '') writeFileSync(join(output, 'LICENSES.txt'), licences)
}

function writeChunk(folder: string, { fileName, code, map }: OutputChunk): void {
  const path = join(folder, fileName)
  mkdirSync(dirname(path), { recursive: true })
  if (map === null) {
    writeFileSync(path, code)
    return
  }
  const ascii = toAscii({ code, map: map.toString() })
  writeFileSync(path, ascii.code)
  writeFileSync(`${path}.map`, ascii.map)
}

function isExternal(id: string): boolean {
  if (id.startsWith('.') || id.startsWith('/')) return false
  const name = id.split('/', id.startsWith('@') ? 2 : 1).join('/')
  return !INLINED.includes(name)
}
