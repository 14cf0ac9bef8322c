/**
 * Memory and time of pushing a large layer from disk to a registry in another process, beside what skopeo takes.
 *
 *     node test/bench/push-memory.bench.ts [mebibytes=1024]
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHasher, digestOf, toHex } from '@nacre/archive'
import {
  type Descriptor,
  encodeConfig,
  encodeManifest,
  layoutPlace,
  mediaTypes,
  publish,
  RegistryClient,
} from '@nacre/oci'
import { startRegistry } from '@nacre/oci/testing'
import { findProgram } from '../peers/peer.ts'

const PIECE = 1024 * 1024
const self = fileURLToPath(import.meta.url)

interface Measured {
  readonly seconds: number
  /** Largest resident size in MiB. */
  readonly peak: number
  /** Resident size in MiB before the first byte was sent, where the process tells it. */
  readonly before?: number
}

async function* noise(pieces: number): AsyncGenerator<Uint8Array> {
  let state = 1
  for (let piece = 0; piece < pieces; piece++) {
    const words = new Uint32Array(PIECE / 4)
    for (let at = 0; at < words.length; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      words[at] = state
    }
    yield new Uint8Array(words.buffer)
  }
}

/** Writes an image with one layer of noise into a layout folder. */
async function writeLargeImage(folder: string, pieces: number): Promise<Descriptor> {
  const place = await layoutPlace(folder)
  const hasher = createHasher('sha256')
  for await (const piece of noise(pieces)) hasher.update(piece)
  const digest = `sha256:${toHex(hasher.digest())}` as const
  const layer: Descriptor = { mediaType: mediaTypes.ociLayer, size: pieces * PIECE, digest }
  const configBytes = encodeConfig({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [digest] },
    config: {},
  })
  const config: Descriptor = {
    mediaType: mediaTypes.ociConfig,
    size: configBytes.length,
    digest: digestOf(configBytes),
  }
  const bytes = encodeManifest({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] })
  const root: Descriptor = { mediaType: mediaTypes.ociManifest, size: bytes.length, digest: digestOf(bytes) }
  await place.write(layer, () => noise(pieces))
  await place.write(config, () => single(configBytes))
  await place.write(root, () => single(bytes))
  await place.tag(root, 'large')
  return root
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Largest resident size of a running process in MiB (proc(5), `VmHWM`). */
function peakOf(pid: number): number {
  const line = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) / 1024
}

/** Runs a process to its end, looking at its memory as it goes. */
async function measure(child: ChildProcess): Promise<Measured> {
  const start = performance.now()
  let peak = 0
  const look = setInterval(() => {
    try {
      peak = Math.max(peak, peakOf(child.pid ?? 0))
    } catch {}
  }, 20)
  let before: number | undefined
  child.on('message', (rss: number) => {
    before = rss / 1024 ** 2
  })
  const [code] = await once(child, 'exit')
  clearInterval(look)
  if (code !== 0) throw new Error(`the process ended with ${code}`)
  return { seconds: (performance.now() - start) / 1000, peak, ...(before === undefined ? {} : { before }) }
}

async function main(pieces: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nacre-push-'))
  const registry = fork(self, ['registry'])
  const [host] = (await once(registry, 'message')) as [string]
  try {
    const root = await writeLargeImage(join(folder, 'layout'), pieces)
    writeFileSync(join(folder, 'root.json'), JSON.stringify(root))
    const ours = await measure(fork(self, ['push', folder, `${host}/ours`]))
    print(`nacre publish, ${pieces} MiB in one request`, ours, pieces)
    const chunked = await measure(fork(self, ['push', folder, `${host}/chunked`, String(16 * PIECE)]))
    print(`nacre publish, ${pieces} MiB in chunks of 16 MiB`, chunked, pieces)
    const skopeo = findProgram('skopeo')
    if (!skopeo) return
    const flags = ['--insecure-policy', 'copy', '--quiet', '--dest-tls-verify=false']
    const target = [`oci:${folder}/layout:large`, `docker://${host}/skopeo:large`]
    const theirs = await measure(spawn(skopeo, [...flags, ...target], { stdio: 'inherit' }))
    print(`skopeo copy, ${pieces} MiB`, theirs, pieces)
    console.log(
      `  ratio to skopeo: time ${(ours.seconds / theirs.seconds).toFixed(2)}, memory ${(ours.peak / theirs.peak).toFixed(2)}`,
    )
  } finally {
    registry.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function print(what: string, { seconds, peak, before }: Measured, pieces: number): void {
  const start = before === undefined ? '' : ` (${before.toFixed(0)} MiB before the first byte)`
  const rate = (pieces / seconds).toFixed(0)
  console.log(`${what}: ${seconds.toFixed(2)} s (${rate} MiB/s), peak RSS ${peak.toFixed(0)} MiB${start}`)
}

async function push(folder: string, repository: string, chunkBytes: number | undefined): Promise<void> {
  const root = JSON.parse(readFileSync(join(folder, 'root.json'), 'utf8')) as Descriptor
  const from = await layoutPlace(join(folder, 'layout'))
  const client = new RegistryClient(chunkBytes === undefined ? {} : { chunkBytes })
  process.send?.(process.memoryUsage.rss())
  await publish({ client, from, root, to: [`${repository}:large`] })
  process.exit(0)
}

const [role = '1024', ...rest] = process.argv.slice(2)
if (role === 'registry') {
  const registry = await startRegistry()
  process.send?.(registry.host)
} else if (role === 'push') {
  const [folder = '', repository = '', chunkBytes] = rest
  await push(folder, repository, chunkBytes === undefined ? undefined : Number(chunkBytes))
} else {
  await main(Number(role))
}
