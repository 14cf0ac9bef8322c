import { type Document, LineCounter, parseAllDocuments } from 'yaml'
import type { ApkoConfiguration } from './configuration.ts'
import { type ConfigFault, fault, type ValuePath } from './fault.ts'
import { Positions } from './positions.ts'
import { ValueReader } from './read-value.ts'
import { apkoConfiguration } from './schema.ts'

/** Most bytes of one configuration file. */
const SIZE_LIMIT = 4 * 1024 ** 2

/** One file, read by itself. */
export interface ParsedDocument {
  readonly configuration: ApkoConfiguration
  readonly positions: Positions
  readonly faults: readonly ConfigFault[]
}

/** Reads the first YAML document of a file as a configuration. Never throws: what is wrong is in `faults`. */
export function parseDocument(bytes: Uint8Array, file: string): ParsedDocument {
  const positions = new Positions(file)
  const failed = (kind: string, message: string, line = 1, column = 1): ParsedDocument => {
    return { configuration: {}, positions, faults: [fault(kind, message, { file, line, column })] }
  }
  if (bytes.length > SIZE_LIMIT) return failed('LIMIT', `it has more than ${SIZE_LIMIT} bytes. Make it smaller.`)
  const text = decode(bytes)
  if (text === undefined) return failed('SYNTAX', 'it is not UTF-8 throughout. Save it as UTF-8.')
  const lines = new LineCounter()
  const document = firstDocument(text, lines)
  if (document === undefined) return failed('EMPTY', 'it holds nothing. Begin with "contents:".')
  if (typeof document === 'string') return failed('SYNTAX', document)
  if (document.errors.length > 0) return { configuration: {}, positions, faults: syntaxFaults(document, lines, file) }

  const reader = new ValueReader(document, lines, positions)
  const value = reader.read(document.contents, apkoConfiguration, []) ?? {}
  return { ...checkValue(value, positions, reader.faults), positions }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function firstDocument(text: string, lines: LineCounter): Document | string | undefined {
  try {
    const documents = parseAllDocuments(text, {
      schema: 'failsafe',
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
    })
    return documents.length === 0 ? undefined : documents[0]
  } catch (error) {
    // The parser descends by recursion and throws when the text nests too deep.
    return `it cannot be read as YAML (${error instanceof Error ? error.message : 'unknown'}). Write it less deep.`
  }
}

/** The first fault at each place: the parser reports an open bracket once for every bracket before it. */
function syntaxFaults(document: Document, lines: LineCounter, file: string): ConfigFault[] {
  const faults = new Map<number, ConfigFault>()
  for (const { code, message, pos } of document.errors) {
    if (faults.has(pos[0]) || faults.size === 20) continue
    const { line, col } = lines.linePos(pos[0])
    const place = { file, line: Math.max(1, line), column: Math.max(1, col) }
    faults.set(pos[0], syntaxFault(code, message, place))
  }
  return [...faults.values()]
}

function syntaxFault(code: string, message: string, place: Parameters<typeof fault>[2]): ConfigFault {
  if (code === 'DUPLICATE_KEY') return fault('DUPLICATE', 'this key stands here twice. Remove one of the two.', place)
  if (message.includes('call stack')) return fault('SYNTAX', 'it is nested too deep. Write it less deep.', place)
  return fault('SYNTAX', `this is not YAML: ${message}. Correct it.`, place)
}

function checkValue(
  value: unknown,
  positions: Positions,
  faults: readonly ConfigFault[],
): Pick<ParsedDocument, 'configuration' | 'faults'> {
  const checked = apkoConfiguration.safeParse(value)
  if (checked.success) return { configuration: checked.data, faults }
  const known = new Set(faults.map(({ path }) => path))
  const further = checked.error.issues
    .map((issue) => valueFault(issue, value, positions))
    .filter(({ path }) => ![...known].some((one) => one === path || one.startsWith(`${path}.`)))
  // What there is of it, so that the faults of the whole and of included files are met in one go.
  return { configuration: value as ApkoConfiguration, faults: [...faults, ...further] }
}

interface Issue {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly values?: readonly unknown[]
  readonly maximum?: number | bigint
  readonly minimum?: number | bigint
}

function valueFault(issue: object & Issue, value: unknown, positions: Positions): ConfigFault {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  const found = JSON.stringify(valueAt(value, path))?.slice(0, 80)
  const name = `"${path.at(-1) ?? ''}"`
  const at = positions.find(path)
  if (found === undefined) return fault('MISSING', `${name} is missing. Add it.`, at, path)
  if (issue.values !== undefined) {
    const allowed = issue.values.filter((one) => one !== '').join(', ')
    return fault('VALUE', `${name} is ${found}. Use one of ${allowed}.`, at, path)
  }
  if (
    issue.code === 'too_big' ||
    (issue.code === 'too_small' && typeof issue.minimum === 'number' && name !== '"content"')
  ) {
    return fault('NUMBER', `${name} is ${found}, which is out of range. Use 0 to 4294967295.`, at, path)
  }
  if (name === '"name"') return fault('NAME', `${name} ${found} ${issue.message}. Choose another.`, at, path)
  return fault('VALUE', `${name} ${issue.message}. Correct it.`, at, path)
}

function valueAt(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  )
}
