import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  ChunkCompressor,
  type ChunkCompressorOptions,
  type CutEntry,
  compressChunks,
  createHasher,
  cutTar,
  encodeTarHeader,
  fillChunk,
  gunzipMember,
  gzipMembers,
  type KnownChunk,
  readTar,
  scanTar,
  TAR_END,
  toHex,
} from '@nacre/archive'

const ROUNDS = 5
const limit = 2 ** 34

interface Measured {
  readonly milliseconds: number
  /** Milliseconds of processor time, all threads. */
  readonly busy: number
}

interface Subject {
  readonly files: readonly { path: string; bytes: Uint8Array }[]
  readonly plainSize: number
  readonly entries: readonly CutEntry<Content>[]
}

interface Content {
  readonly size: number
  readonly bytes: Uint8Array
}

/** The fastest of some rounds, all subjects in turn in each round, so that a busy machine is busy for all. */
async function compare(runs: Record<string, () => unknown>, rounds = ROUNDS): Promise<Record<string, Measured>> {
  const best: Record<string, Measured> = {}
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const cpu = process.cpuUsage()
      const start = performance.now()
      await run()
      const milliseconds = performance.now() - start
      const used = process.cpuUsage(cpu)
      const before = best[name]
      if (before === undefined || milliseconds < before.milliseconds)
        best[name] = { milliseconds, busy: (used.user + used.system) / 1000 }
    }
  }
  return best
}

function loadPackages(root: string): Subject {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.apk'))
    .map((name) => ({ path: join(root, name), bytes: readFileSync(join(root, name)) }))
  let plainSize = 0
  const entries: CutEntry<Content>[] = []
  for (const { bytes } of files) {
    for (let at = 0; at < bytes.length; ) {
      const { data, end } = gunzipMember(bytes, at, { limit })
      at = end
      plainSize += data.length
      if (end < bytes.length) continue
      for (const { header, offset } of scanTar(data, { dialect: 'apk' })) {
        const bytes = data.subarray(offset, offset + header.size)
        entries.push({ header: encodeTarHeader({ ...header, pax: {} }), content: { size: header.size, bytes } })
      }
    }
  }
  return { files, plainSize, entries }
}

/** Reads every member and entry, with the SHA-256 of each member and the SHA-1 of each file, as a verifying reader does. */
async function readVerified(bytes: Uint8Array): Promise<void> {
  for await (const member of gzipMembers(bytes, { limit })) {
    const whole = createHasher('sha256')
    member.tap((piece) => whole.update(piece))
    for await (const { header, body } of readTar(member.data, { dialect: 'apk' })) {
      if (header.type !== 'file') continue
      const hasher = createHasher('sha1')
      for await (const piece of body) hasher.update(piece)
      const stated = header.pax['APK-TOOLS.checksum.SHA1']
      if (stated !== undefined && toHex(hasher.digest()) !== stated)
        throw new Error(`${header.name} has another checksum`)
    }
    whole.digest()
  }
}

async function benchReading({ files, plainSize }: Subject, print: (line: string) => void): Promise<void> {
  const tars = files.map(({ bytes }) => gunzipSync(bytes))
  const folder = mkdtempSync(join(tmpdir(), 'nacre-bench-'))
  try {
    const measured = await compare({
      'node:zlib gunzipSync': () => {
        for (const { bytes } of files) gunzipSync(bytes)
      },
      'tar -xzf, to files': () => tarEach('tar -xzf "$f" -C "$0"', folder, files),
      'tar -xzOf, to /dev/null': () => tarEach('tar -xzOf "$f" > /dev/null', folder, files),
      gunzipMember: () => {
        for (const { bytes } of files) for (let at = 0; at < bytes.length; ) at = gunzipMember(bytes, at, { limit }).end
      },
      'gzipMembers, readTar': async () => {
        for (const { bytes } of files) {
          for await (const member of gzipMembers(bytes, { limit })) for await (const _ of readTar(member.data));
        }
      },
      'the same, every hash verified': async () => {
        for (const { bytes } of files) await readVerified(bytes)
      },
      'the same, two packages at once': async () => {
        const waiting = [...files]
        const work = async () => {
          for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await readVerified(next.bytes)
        }
        await Promise.all([work(), work()])
      },
      'scanTar of plain archives': () => {
        for (const tar of tars) scanTar(tar)
      },
    })
    const inflate = measured['node:zlib gunzipSync']!.milliseconds
    print(`reading ${files.length} packages, ${(plainSize / 1e6).toFixed(1)} MB plain`)
    for (const [name, { milliseconds, busy }] of Object.entries(measured)) {
      print(
        `  ${name.padEnd(34)} ${row(plainSize, milliseconds, busy)}  ${(inflate / milliseconds).toFixed(2)} x gunzipSync`,
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** GNU tar on every file, in one shell; what it says of records that it does not know is of no interest. */
function tarEach(command: string, folder: string, files: Subject['files']): void {
  const script = `for f; do ${command}; done 2> /dev/null; true`
  execFileSync('sh', ['-c', script, folder, ...files.map(({ path }) => path)])
}

async function* plainChunks(entries: readonly CutEntry<Content>[]): AsyncGenerator<Uint8Array> {
  for (const chunk of cutTar(entries, { end: TAR_END })) {
    yield await fillChunk(chunk, new Uint8Array(chunk.size), ({ bytes }, offset, place) => {
      place.set(bytes.subarray(offset, offset + place.length))
      return place.length
    })
  }
}

async function compressed(
  chunks: AsyncIterable<Uint8Array> | readonly KnownChunk[],
  options: ChunkCompressorOptions,
): Promise<{ size: number; plainSize: number }> {
  const compressor = new ChunkCompressor(options)
  const stream = compressChunks(chunks, compressor)
  for await (const _ of stream);
  compressor.close()
  return await stream.result
}

async function benchChunks({ entries }: Subject, print: (line: string) => void): Promise<void> {
  const chunks = () => plainChunks(entries)
  const compressor = new ChunkCompressor({ codec: 'gzip' })
  const known: KnownChunk[] = []
  for await (const plain of chunks()) known.push({ plain, compressed: await compressor.compress(plain) })
  compressor.close()
  const { plainSize, size } = await compressed(known, { codec: 'gzip' })
  const one = await onePiece(chunks())
  const measured = await compare(
    {
      ...Object.fromEntries(
        [1, 2, 3, 4].map((n) => [`gzip, ${n} at once`, () => compressed(chunks(), { codec: 'gzip', concurrency: n })]),
      ),
      zstd: () => compressed(chunks(), { codec: 'zstd' }),
      'none (hashing alone)': () => compressed(chunks(), { codec: 'none' }),
      'gzip, all chunks known': () => compressed(known, { codec: 'gzip' }),
    },
    3,
  )
  const base = measured['gzip, 1 at once']!.milliseconds
  print(
    `compressing a layer of ${(plainSize / 1e6).toFixed(1)} MB in chunks: ${(size / 1e6).toFixed(1)} MB, ${((100 * size) / one - 100).toFixed(2)} % more than in one piece`,
  )
  for (const [name, { milliseconds, busy }] of Object.entries(measured)) {
    print(
      `  ${name.padEnd(34)} ${row(plainSize, milliseconds, busy)}  ${(base / milliseconds).toFixed(2)} x one at once`,
    )
  }
  print(
    `  resident memory at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB, of which the input is ${(plainSize / 2 ** 20).toFixed(0)} MiB`,
  )
}

/** Length of the same data in one run of deflate. */
async function onePiece(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const { createGzip } = await import('node:zlib')
  const { Readable } = await import('node:stream')
  let size = 0
  for await (const piece of Readable.from(chunks).pipe(createGzip({ level: 6, chunkSize: 1 << 20 })))
    size += piece.length
  return size
}

function row(bytes: number, milliseconds: number, busy: number): string {
  const speed = `${(bytes / milliseconds / 1e3).toFixed(0)} MB/s`
  return `${milliseconds.toFixed(0).padStart(6)} ms ${speed.padStart(10)}  processor ${busy.toFixed(0).padStart(5)} ms`
}

/** Reading packages and compressing layers, beside `node:zlib` and GNU tar in the same run. Needs the test data. */
export async function benchArchive(print: (line: string) => void = console.log): Promise<void> {
  const data = process.env['NACRE_TEST_DATA']
  if (data === undefined) {
    print('archive: NACRE_TEST_DATA is not set, nothing to measure')
    return
  }
  const subject = loadPackages(join(data, 'data/alpine'))
  await benchReading(subject, print)
  await benchChunks(subject, print)
}

if (import.meta.main) await benchArchive()
