import type { JsonValue } from '../sbom-document.ts'

/** An element of an SPDX 3.0 graph as JSON-LD. */
export type Element = { readonly type: string; readonly [key: string]: JsonValue }

/** The blank node that every element names as its creation info. */
export const CREATION_INFO = '_:creationInfo'

/** The IRI of something in a document: the namespace, `#`, a local name (RFC 3987 §2.2). */
export type Iri = (localName: string) => string

/** Makes {@link Iri}s of a document's namespace. SPDX 3.0.1 §Core/Classes/Element: `spdxId` is an absolute IRI. */
export function iriOf(namespace: string): Iri {
  return (localName) => `${namespace}#${localName}`
}

/** The IRI of a component. */
export function componentIri(iri: Iri, id: string): string {
  return iri(`SPDXRef-${id}`)
}
