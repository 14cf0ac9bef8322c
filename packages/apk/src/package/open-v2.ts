import { hash, toBase64 } from '@nacre/archive'
import type { IndexRecord, PackageInfo } from '../metadata/metadata.ts'
import { recordOf } from '../metadata/record-of.ts'
import { type Control, readControl } from './control.ts'
import { DataMember } from './data-member.ts'
import type { ApkLimits } from './limits.ts'
import type {
  ApkPackage,
  ControlEntry,
  ExpandedPackage,
  PackageReadOptions,
  PackageVerifyOptions,
  PassedPackage,
  StreamedEntry,
} from './package.ts'
import type { PathRules } from './path-guard.ts'
import type { ScriptType } from './script.ts'
import type { SegmentEntry } from './segment-tar.ts'
import { type PackageSegments, splitPackage } from './segments.ts'
import { judgeSignatures, type TrustOptions } from './signature.ts'
import type { OpenSource } from './source.ts'

/** Reads signatures and control of a v2 package; codes as for `openPackage`. */
export async function openV2Package(
  source: OpenSource,
  limits: ApkLimits,
  options: TrustOptions & PathRules,
): Promise<ApkPackage> {
  const segments = await splitPackage(source, limits)
  const { signatures, rest } = segments
  const signer = await judgeSignatures(source.label, signatures, segments.control.compressed, options)
  const control = readControl(segments.control.plain, limits)
  const { info } = control
  const label = `${info.name}-${info.version}`
  const data = new DataMember({
    label,
    source,
    offset: segments.control.end,
    rest,
    dataHash: info.dataHash,
    limits,
    rules: options,
  })
  return new V2Package(source, segments, control, signer, data)
}

class V2Package implements ApkPackage {
  readonly format = 'v2'
  readonly info: PackageInfo
  readonly scripts: ReadonlyMap<ScriptType, Uint8Array>
  readonly controlEntries: readonly ControlEntry[]
  readonly controlHash: string
  readonly dataHash: string
  readonly signer: string | undefined
  readonly signatures: readonly string[]
  readonly #fileSize: number | undefined
  readonly #dataOffset: number
  readonly #data: DataMember

  constructor(
    source: OpenSource,
    segments: PackageSegments,
    { info, scripts, entries }: Control,
    signer: string | undefined,
    data: DataMember,
  ) {
    this.info = info
    this.scripts = scripts
    this.controlEntries = entries.map(controlEntryOf)
    // Identity is the SHA-1 of the compressed control member, whoever signed it (apk-tools, package identity).
    this.controlHash = `Q1${toBase64(hash('sha1', segments.control.compressed))}`
    this.dataHash = info.dataHash
    this.signer = signer
    this.signatures = segments.signatures.map(({ key }) => key)
    this.#fileSize = source.size
    this.#dataOffset = segments.control.end
    this.#data = data
  }

  get size(): number | undefined {
    if (this.#fileSize !== undefined) return this.#fileSize
    return this.#data.size === undefined ? undefined : this.#dataOffset + this.#data.size
  }

  entries(options: PackageReadOptions = {}): AsyncIterable<StreamedEntry> {
    return this.#data.entries(options.signal)
  }

  expand(options: PackageReadOptions = {}): Promise<ExpandedPackage> {
    return this.#data.expand(options.signal)
  }

  plain(options: PackageReadOptions = {}): AsyncGenerator<Uint8Array, PassedPackage> {
    return this.#data.plain(options.signal)
  }

  async verify(options: PackageVerifyOptions = {}): Promise<void> {
    if (options.hashOnly === true) return this.#data.checkHash(options.signal)
    return this.#data.verify(options.signal)
  }

  record(): IndexRecord {
    return recordOf(this)
  }
}

function controlEntryOf({ name, header, content }: SegmentEntry): ControlEntry {
  const { mode, uid, gid, uname, gname } = header
  return { name, mode: mode & 0o7777, uid, gid, uname, gname, content: new Uint8Array(content) }
}
