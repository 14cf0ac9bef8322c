import { readFileSync } from 'node:fs'
import { ApkError, isPlainPath, Keyring, openPackage, readIndex } from '@nacre/apk'
import { concatBytes, gunzipMember, gzip, hash, toHex } from '@nacre/archive'
import fc from 'fast-check'
import { testData } from './data.ts'

/** One change of some bytes. */
export interface Edit {
  readonly kind: 'flip' | 'set' | 'cut' | 'insert' | 'repeat' | 'end' | 'header'
  /** Where, as a fraction of the length. */
  readonly at: number
  readonly bytes: Uint8Array
}

/** What is changed, and how. */
export interface Mutation {
  /** Which of the samples. */
  readonly sample: number
  /**
   * `file`: the bytes of the file. `member`: the plain bytes of a gzip member, which is compressed again. `repaired`: the same, and the
   * datahash made to fit, so that the change gets as far as the tar of the data; only in the absence of keys.
   */
  readonly layer: 'file' | 'member' | 'repaired'
  /** Which gzip member. */
  readonly member: number
  readonly edits: readonly Edit[]
}

/** A real file that is mutated. */
export interface Sample {
  readonly kind: 'package' | 'index'
  readonly path: string
  readonly bytes: Uint8Array
  /** Plain bytes of its gzip members. */
  readonly members: readonly Uint8Array[]
  readonly keyring: Keyring
  /** What an honest reading gives. */
  readonly content: string
}

const small = [
  'alpine/iso-3.19.1/x86_64/alpine-base-3.19.1-r0.apk',
  'alpine/iso-3.19.1/x86_64/alpine-baselayout-3.4.3-r2.apk',
  'alpine/iso-3.19.1/x86_64/alpine-keys-2.4-r1.apk',
  'alpine/iso-3.19.1/x86_64/busybox-binsh-1.36.1-r15.apk',
  'alpine/iso-3.19.1/x86_64/ssl_client-1.36.1-r15.apk',
  'wolfi/signed/libcap-2.69-r0.apk',
  'wolfi/signed/ruby3.2-base64-0.2.0-r2.apk',
  'alpine/iso-3.19.1/x86_64/APKINDEX.tar.gz',
  'wolfi/indexes/early-x86_64-47/APKINDEX.tar.gz',
]

/** Small real packages and indexes of several writers, each with the keys that verify it. */
export async function loadSamples(): Promise<Sample[]> {
  const keyring = (await Keyring.fromDirectory(testData('data/keys/alpine'))).with(
    await Keyring.fromDirectory(testData('data/keys/wolfi')),
  )
  return Promise.all(
    small.map(async (path) => {
      const bytes: Uint8Array = readFileSync(testData(`data/${path}`))
      const kind = path.endsWith('.apk') ? 'package' : 'index'
      return {
        kind,
        path,
        bytes,
        members: membersOf(bytes),
        keyring,
        content: await contentOf(kind, bytes, keyring, true),
      } as const
    }),
  )
}

/** Mutations of every layer. */
export const mutations: fc.Arbitrary<Mutation> = fc.record({
  sample: fc.nat({ max: small.length - 1 }),
  layer: fc.constantFrom('file', 'member', 'repaired', 'repaired', 'repaired'),
  member: fc.nat({ max: 2 }),
  edits: fc.array(
    fc.record({
      kind: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom('header' as const, 'header' as const, 'flip' as const) },
        { weight: 2, arbitrary: fc.constantFrom('set' as const, 'cut' as const, 'insert' as const) },
        { weight: 1, arbitrary: fc.constantFrom('repeat' as const, 'end' as const) },
      ),
      at: fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((part) => part / 1_000_000),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
})

/** What became of a mutated file; `fault` says in which way the library failed, if it did. */
export interface Verdict {
  readonly outcome: 'refused' | 'accepted'
  readonly code?: string
  readonly fault?: string
}

/** Reads a mutated file with the keys, and without where the mutation wants that. */
export async function judgeMutation(samples: readonly Sample[], mutation: Mutation): Promise<Verdict> {
  const sample = samples[mutation.sample]
  if (sample === undefined) return { outcome: 'refused' }
  const bytes = await mutate(sample, mutation)
  const keyring = mutation.layer === 'repaired' ? undefined : sample.keyring
  try {
    const content = await contentOf(sample.kind, bytes, keyring, mutation.member === 0)
    // A signed file may only be accepted when it still says the same, as when a byte of the gzip header of its signature has changed.
    const forged = keyring !== undefined && content !== sample.content
    return forged ? { outcome: 'accepted', fault: 'a forgery was accepted' } : { outcome: 'accepted' }
  } catch (error) {
    if (error instanceof ApkError) return { outcome: 'refused', code: error.code }
    return {
      outcome: 'refused',
      fault: `an error without code: ${error instanceof Error ? error.stack : String(error)}`,
    }
  }
}

/** Everything that a reader gives, as one text to compare. */
async function contentOf(
  kind: Sample['kind'],
  bytes: Uint8Array,
  keyring: Keyring | undefined,
  streamFirst: boolean,
): Promise<string> {
  const trust = keyring === undefined ? {} : { keyring }
  if (kind === 'index') {
    const { records, description } = await readIndex(bytes, trust)
    return JSON.stringify([description, records])
  }
  const apk = await openPackage(bytes, trust)
  if (streamFirst) await apk.verify()
  const { entries, digest } = await apk.expand()
  if (!streamFirst) await apk.verify()
  for (const { name } of entries)
    if (!isPlainPath(name)) throw new Error(`the name ${JSON.stringify(name)} got through`)
  const scripts = [...apk.scripts].map(([type, script]) => [type, toHex(script)])
  return JSON.stringify([apk.info, scripts, entries.map((entry) => [{ ...entry, offset: 0 }, digest(entry)])])
}

async function mutate({ bytes, members }: Sample, { layer, member, edits }: Mutation): Promise<Uint8Array> {
  if (layer === 'file') return edits.reduce(applyEdit, bytes)
  const chosen = member % members.length
  const changed = members.map((plain, index) => (index === chosen ? edits.reduce(applyEdit, plain) : plain))
  const packed = await Promise.all(changed.map((plain) => gzip(plain, { level: 1 })))
  const data = packed.at(-1)
  const control = packed.length - 2
  if (layer === 'repaired' && data !== undefined && control >= 0) {
    packed[control] = await gzip(withDataHash(changed[control] ?? data, toHex(hash('sha256', data))), { level: 1 })
  }
  return concatBytes(packed)
}

/** Puts another datahash into the plain control segment, in place. */
function withDataHash(control: Uint8Array, hex: string): Uint8Array {
  const at = Buffer.from(control).indexOf('datahash = ')
  if (at === -1 || at + 75 > control.length) return control
  const repaired = new Uint8Array(control)
  repaired.set(new TextEncoder().encode(hex), at + 11)
  return repaired
}

function applyEdit(bytes: Uint8Array, { kind, at, bytes: piece }: Edit): Uint8Array {
  const position = Math.min(Math.floor(at * bytes.length), Math.max(bytes.length - 1, 0))
  switch (kind) {
    case 'flip': {
      const changed = new Uint8Array(bytes)
      changed[position] = (changed[position] ?? 0) ^ (1 << ((piece[0] ?? 0) & 7))
      return changed
    }
    case 'set': {
      const changed = new Uint8Array(bytes)
      changed.set(piece.subarray(0, Math.max(bytes.length - position, 0)), position)
      return changed
    }
    case 'cut':
      return concatBytes([bytes.subarray(0, position), bytes.subarray(position + piece.length)])
    case 'insert':
      return concatBytes([bytes.subarray(0, position), piece, bytes.subarray(position)])
    case 'repeat':
      return concatBytes([bytes.subarray(0, position), bytes.subarray(Math.floor(position / 2))])
    case 'end':
      return bytes.subarray(0, position)
    case 'header':
      return withHeaderField(bytes, at, piece)
  }
}

/** Fields of a tar header block (POSIX.1-2017, pax, "ustar Header Block"): offset and length. */
const headerFields = [
  [0, 100],
  [100, 8],
  [108, 8],
  [116, 8],
  [124, 12],
  [136, 12],
  [156, 1],
  [157, 100],
  [257, 8],
  [265, 32],
  [297, 32],
  [329, 8],
  [345, 155],
] as const

/** Overwrites a field of one of the header blocks, and makes the checksum good again. */
function withHeaderField(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const blocks: number[] = []
  for (let start = 0; start + 512 <= bytes.length; start += 512) {
    if (Buffer.from(bytes.subarray(start + 257, start + 262)).toString('latin1') === 'ustar') blocks.push(start)
  }
  const start = blocks[Math.min(Math.floor(at * blocks.length), blocks.length - 1)]
  if (start === undefined) return bytes
  const [choice = 0, ...rest] = piece
  const [offset, length] = headerFields[choice % headerFields.length] ?? headerFields[0]
  const value = nastyValues[(choice >> 4) % nastyValues.length] ?? Uint8Array.from(rest)
  const changed = new Uint8Array(bytes)
  const block = changed.subarray(start, start + 512)
  block.fill(0, offset, offset + length)
  block.set(value.subarray(0, length), offset)
  block.fill(32, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return changed
}

/** What a field may be made to say; undefined stands for random bytes. */
const nastyValues: readonly (Uint8Array | undefined)[] = [
  ...['../../etc/passwd', '/abs', './x', 'usr', '77777777777', '0', '1', '2', '5', 'x', 'L', 'S', '0000000'].map(
    (text) => new TextEncoder().encode(text),
  ),
  Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 1),
  undefined,
  undefined,
]

function membersOf(bytes: Uint8Array): Uint8Array[] {
  const members: Uint8Array[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const { data, end } = gunzipMember(bytes, offset, { limit: 50_000_000 })
    members.push(data)
    offset = end
  }
  return members
}
