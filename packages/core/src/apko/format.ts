import { Document, isScalar, visit } from 'yaml'
import type { ApkoConfiguration } from './configuration.ts'

/** Characters that some YAML readers take for line breaks, or that do not survive unquoted (YAML 1.2.2, sections 5.1 and 5.4). */
const FRAGILE = /[^\P{Cc}\n\t]|[\u2028\u2029\ufeff]|^\s+$/u

/** Words that YAML 1.1 takes for truth, numbers, dates or a merge key (yaml.org/type), and 1.2 for text. */
const AMBIGUOUS = /^(?:<<|=|y|n|yes|no|on|off|[-+.]?[0-9][0-9a-z_.:+-]*)$/i

const ESCAPES: Readonly<Record<string, string>> = {
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
  '\ufeff': '\\uFEFF',
}

/**
 * A configuration as YAML text that YAML 1.1 and 1.2 read alike: what either could take for something else than text is quoted
 * (`yes`, `012`), modes are in octal.
 */
export function formatConfiguration(configuration: ApkoConfiguration): string {
  const document = new Document(configuration, { version: '1.2' })
  visit(document, {
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === 'permissions' && isScalar(value)) value.format = 'OCT'
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value !== 'string') return
      if (AMBIGUOUS.test(scalar.value) || FRAGILE.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  const text = document.toString({ lineWidth: 0 })
  return text.replaceAll(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escaped)
}

function escaped(character: string): string {
  return ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16)}`
}
