import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import ids from 'spdx-license-ids/index.json' with { type: 'json' }
import type { ExtractedLicense } from '../sbom-document.ts'
import { type LicenseToken, licenseTokens } from './license-token.ts'
import { canonicalExpression, licensesNamed, parseExpression } from './parse-expression.ts'

const SPELLING: ReadonlyMap<string, string> = new Map(ids.map((id) => [id.toLowerCase(), id]))

/** A licence as SPDX says it, and the texts of those parts that have no SPDX identifier. */
export interface LicenseExpression {
  /** An SPDX licence expression, `NOASSERTION` or `NONE`. Always valid. */
  readonly expression: string
  readonly licenses: readonly ExtractedLicense[]
}

/**
 * Makes an SPDX licence expression of the free-form text of a package (`license` of `.PKGINFO`, `L:` of an index).
 *
 * - An SPDX expression stays what it is, in canonical spelling. Nothing at all becomes `NOASSERTION`.
 * - Otherwise each term between `AND`, `OR` and parentheses is taken by itself. Identifiers in another case are spelt
 *   right; identifiers beside each other, which older APKBUILDs list by spaces, are joined by `AND`; any other term
 *   becomes a `LicenseRef-` whose extracted text is the term.
 * - Text that has no such structure becomes one `LicenseRef-` as a whole.
 *
 * SPDX 2.3, Annex D (expressions) and §10 (other licensing information).
 */
export function licenseExpression(text: string): LicenseExpression {
  const trimmed = text.toWellFormed().replaceAll(/\s+/g, ' ').trim()
  if (trimmed === '' || trimmed === 'NOASSERTION') return { expression: 'NOASSERTION', licenses: [] }
  if (trimmed === 'NONE') return { expression: 'NONE', licenses: [] }
  const found = new Map<string, ExtractedLicense>()
  const structured = canonicalExpression(trimmed) ?? rebuild(licenseTokens(trimmed), found)
  if (structured !== undefined) return { expression: structured, licenses: undeclared(structured, found) }
  const whole = licenseRef(trimmed)
  return { expression: whole.id, licenses: [whole] }
}

/** The `LicenseRef-` of a term: its own characters where SPDX 2.3 §10.1 allows them, else with a digest behind. */
export function licenseRef(term: string): ExtractedLicense {
  const plain = term
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
  const digest = plain === term ? '' : bytesToHex(sha256(utf8ToBytes(term)).subarray(0, 4))
  return { id: `LicenseRef-${[plain, digest].filter((part) => part !== '').join('-')}`, text: term, name: term }
}

function rebuild(tokens: readonly LicenseToken[], found: Map<string, ExtractedLicense>): string | undefined {
  const parts = tokens.map((token) => (token.type === 'term' ? term(token.words, found) : token.text))
  return canonicalExpression(parts.join(' '))
}

function term(words: readonly string[], found: Map<string, ExtractedLicense>): string {
  const whole = words.join(' ')
  const exact = canonicalExpression(whole)
  if (exact !== undefined) return exact
  const spelt = words.map((word) => SPELLING.get(word.toLowerCase()) ?? canonicalExpression(word))
  if (spelt.every((word) => word !== undefined))
    return spelt.length === 1 ? (spelt[0] ?? '') : `(${spelt.join(' AND ')})`
  const license = licenseRef(whole)
  found.set(license.id, license)
  return license.id
}

/** The expression's `LicenseRef-`s with their texts: those found, and those that the text itself used. */
function undeclared(expression: string, found: ReadonlyMap<string, ExtractedLicense>): readonly ExtractedLicense[] {
  if (!expression.includes('LicenseRef-')) return []
  const node = parseExpression(expression)
  const refs = node === undefined ? [] : licensesNamed(node).filter((id) => id.startsWith('LicenseRef-'))
  return refs.map((id) => found.get(id) ?? { id, text: id.slice('LicenseRef-'.length), name: id })
}
