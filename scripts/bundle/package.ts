import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { licenceTexts } from './licences.ts'

/**
 * Libraries that become part of the bundle, of which only the parts in use are left: as modules of their own they take longer
 * to load than all of nacre. Everything else stays an import.
 */
const INLINED = ['valibot', 'yaml', 'p-limit', 'yocto-queue', '@noble/curves', '@noble/hashes', 'pako']

interface Manifest {
  publishConfig: { exports: Record<string, Entry>; imports?: Record<string, Record<string, string>> }
}

interface Entry {
  default: string
}

/** Bundles the entry points that a package publishes from `dist` to `lib`, with the licences of what was made part of it. */
export async function bundlePackage(folder: string): Promise<void> {
  const { publishConfig } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const files = [
    ...Object.values(publishConfig.exports).map((entry) => entry.default),
    ...Object.values(publishConfig.imports ?? {}).flatMap((conditions) => Object.values(conditions)),
  ]
  const names = [...new Set(files)].map((file) => file.replace(/^\.\/lib\/(.*)\.js$/, '$1'))
  const output = join(folder, 'lib')
  rmSync(output, { recursive: true, force: true })
  const bundle = await rolldown({
    cwd: folder,
    input: Object.fromEntries(names.map((name) => [name, join(folder, 'dist', `${name}.js`)])),
    platform: 'node',
    external: isExternal,
    logLevel: 'warn',
  })
  const { output: chunks } = await bundle.write({
    dir: output,
    format: 'esm',
    sourcemap: true,
    minify: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
  })
  await bundle.close()
  const modules = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []))
  const licences = licenceTexts(modules)
  if (licences !== '') writeFileSync(join(output, 'LICENSES.txt'), licences)
}

function isExternal(id: string): boolean {
  if (id.startsWith('.') || id.startsWith('/')) return false
  const name = id.split('/', id.startsWith('@') ? 2 : 1).join('/')
  return !INLINED.includes(name)
}
