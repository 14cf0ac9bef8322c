import { createRequire } from 'node:module'

interface CycloneDx {
  readonly Validation: { JsonStrictValidator: new (version: string) => { validate(text: string): Promise<unknown> } }
}

/** The libraries that @nacre/sbom itself depends on, to check it with. */
const require = createRequire(new URL('../../packages/sbom/package.json', import.meta.url))

/** Throws where the text is no SPDX licence expression. */
export const parseExpression: (expression: string) => unknown = require('spdx-expression-parse')

const { Validation }: CycloneDx = require('@cyclonedx/cyclonedx-library')

/** What CycloneDX's own strict schema has against a document, or null. */
export function validateCycloneDx(text: string, version: '1.6' | '1.7' = '1.6'): Promise<unknown> {
  return new Validation.JsonStrictValidator(version).validate(text)
}
