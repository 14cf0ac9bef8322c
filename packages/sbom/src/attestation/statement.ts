import { canonicalJson } from '../canonical-json.ts'
import type { JsonValue, WrittenSbom } from '../sbom-document.ts'

/** What a statement speaks of: a name (a repository, a file), and a digest such as `sha256:…`. */
export interface StatementSubject {
  readonly name: string
  readonly digest: string
}

/** Media type of an in-toto statement, and of the payload of its envelope. */
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json'

/**
 * An in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md) that says of the
 * subjects what the document says: the payload of a DSSE envelope, unsigned.
 */
export function sbomStatement(
  written: Pick<WrittenSbom, 'predicateType' | 'value'>,
  subjects: readonly StatementSubject[],
): { readonly value: { readonly [key: string]: JsonValue }; readonly text: string } {
  const value = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ name, digest }) => {
      const colon = digest.indexOf(':')
      return { name, digest: { [digest.slice(0, colon)]: digest.slice(colon + 1) } }
    }),
    predicateType: written.predicateType,
    predicate: written.value,
  }
  return { value, text: canonicalJson(value) }
}
