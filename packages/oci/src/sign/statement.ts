import { OciError } from '../error.ts'
import { type Digest, isDigest } from '../model/digest.ts'
import { encodeJson, parseJson } from '../model/json.ts'

/** Payload type of in-toto statements in envelopes: in-toto attestation framework v1, envelope.md. */
export const IN_TOTO = 'application/vnd.in-toto+json'

const STATEMENT_V1 = 'https://in-toto.io/Statement/v1'
const STATEMENT_V01 = 'https://in-toto.io/Statement/v0.1'
const LIMIT = 64 * 1024 * 1024

/** Predicate types that readers know by heart. */
export const predicateTypes: {
  readonly spdx: 'https://spdx.dev/Document'
  readonly cycloneDx: 'https://cyclonedx.org/bom'
  readonly slsaProvenance: 'https://slsa.dev/provenance/v1'
} = {
  spdx: 'https://spdx.dev/Document',
  cycloneDx: 'https://cyclonedx.org/bom',
  slsaProvenance: 'https://slsa.dev/provenance/v1',
}

/** A statement about an image: in-toto attestation framework v1, statement.md. */
export interface Statement {
  /** What it is about; the first is the image. */
  readonly subjects: readonly { readonly name: string; readonly digest: Digest }[]
  /** URI of the kind of predicate. */
  readonly predicateType: string
  /** What is said. */
  readonly predicate: unknown
}

/** Bytes of a statement: compact JSON with sorted keys. */
export function encodeStatement(statement: Statement): Uint8Array {
  const value = {
    _type: STATEMENT_V1,
    subject: statement.subjects.map(({ name, digest }) => {
      const [algorithm = '', hex = ''] = digest.split(':')
      return { name, digest: { [algorithm]: hex } }
    }),
    predicateType: statement.predicateType,
    predicate: statement.predicate,
  }
  return new TextEncoder().encode(encodeJson(value))
}

/** Reads a statement of version 1 or 0.1. @throws OciError `ERR_OCI_SIGNATURE_PAYLOAD`, `ERR_OCI_LIMIT` */
export function decodeStatement(bytes: Uint8Array): Statement {
  const code = 'ERR_OCI_SIGNATURE_PAYLOAD'
  const value = parseJson(bytes, 'Reading an in-toto statement', code, { bytes: LIMIT })
  const { _type, subject, predicateType, predicate } = fields(value)
  if (_type !== STATEMENT_V1 && _type !== STATEMENT_V01) throw wrong('it is of no version that is known here')
  if (typeof predicateType !== 'string') throw wrong('it has no predicateType')
  if (!Array.isArray(subject)) throw wrong('it has no subject')
  return { subjects: subject.flatMap(readSubject), predicateType, predicate }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** A subject with several digests is several subjects; digests of other kinds are left out. */
function readSubject(value: unknown): { name: string; digest: Digest }[] {
  const { name, digest } = fields(value)
  return Object.entries(fields(digest)).flatMap(([algorithm, hex]) => {
    const text = `${algorithm}:${String(hex)}`
    return isDigest(text) ? [{ name: typeof name === 'string' ? name : '', digest: text }] : []
  })
}

function wrong(met: string): OciError {
  return new OciError('ERR_OCI_SIGNATURE_PAYLOAD', `Reading an in-toto statement: ${met}; have it made anew`)
}
