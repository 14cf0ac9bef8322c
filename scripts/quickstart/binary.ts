import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { collect, gunzipStream, readTar } from '@nacre/archive'

/** A statically linked program that the npm registry ships for several architectures. */
export const program = { name: 'esbuild', version: '0.28.2' } as const

const npmPackages: Readonly<Record<string, string>> = {
  x86_64: '@esbuild/linux-x64',
  aarch64: '@esbuild/linux-arm64',
}

/** The program for one architecture, out of its npm package, which npm fetches and verifies. */
export async function programFor(arch: string, folder: string): Promise<Uint8Array> {
  const name = npmPackages[arch]!
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', `${name}@${program.version}`, '--json', '--pack-destination', folder],
    { maxBuffer: 16 << 20 },
  )
  const [packed] = JSON.parse(stdout) as [{ filename: string }]
  const archive = await readFile(join(folder, packed.filename.replace('@', '').replace('/', '-')))
  for await (const entry of readTar(gunzipStream(archive, { limit: 256 << 20 }))) {
    if (entry.header.name === `package/bin/${program.name}`) return await collect(entry.body, { limit: 256 << 20 })
  }
  throw new Error(`${name} holds no ${program.name}: the layout of that npm package has changed`)
}
