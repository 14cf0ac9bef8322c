import { type GenericIssue, safeParse } from 'valibot'
import type { ApkoConfiguration } from './configuration.ts'
import { type ConfigFault, fault, type ValuePath } from './fault.ts'
import { Positions } from './positions.ts'
import { readPlainYaml } from './read-plain-yaml.ts'
import { ValueReader } from './read-value.ts'
import type { YamlFault, YamlReading } from './read-yaml.ts'
import { apkoConfiguration } from './schema.ts'

/** Most bytes of one configuration file. */
const SIZE_LIMIT = 4 * 1024 ** 2

/** One file, read by itself. */
export interface ParsedDocument {
  readonly configuration: ApkoConfiguration
  readonly positions: Positions
  readonly faults: readonly ConfigFault[]
}

/** Reads the first YAML document of a file as a configuration. Never rejects: what is wrong is in `faults`. */
export async function parseDocument(bytes: Uint8Array, file: string): Promise<ParsedDocument> {
  const text = bytes.length > SIZE_LIMIT ? undefined : decode(bytes)
  const positions = new Positions(file, text)
  const failed = (faults: ConfigFault[]): ParsedDocument => ({ configuration: {}, positions, faults })
  const failure = (kind: string, message: string) => failed([fault(kind, message, positions.at(0))])
  if (bytes.length > SIZE_LIMIT) return failure('LIMIT', `it has more than ${SIZE_LIMIT} bytes. Make it smaller.`)
  if (text === undefined) return failure('SYNTAX', 'it is not UTF-8 throughout. Save it as UTF-8.')
  const reading = await readNode(text)
  if (reading === undefined) return failure('EMPTY', 'it holds nothing. Begin with "contents:".')
  if (reading.faults !== undefined) return failed(reading.faults.map((one) => syntaxFault(one, positions)))

  const reader = new ValueReader(positions)
  const value = reader.read(reading.node, apkoConfiguration, []) ?? {}
  return { ...checkValue(value, positions, reader.faults), positions }
}

async function readNode(text: string): Promise<YamlReading | undefined> {
  const node = readPlainYaml(text)
  if (node !== undefined) return { node }
  const { readYaml } = await import('./read-yaml.ts')
  return readYaml(text)
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function syntaxFault({ code, message, at }: YamlFault, positions: Positions): ConfigFault {
  const place = positions.at(at)
  if (code === 'DUPLICATE_KEY') return fault('DUPLICATE', 'this key stands here twice. Remove one of the two.', place)
  if (code === 'TOO_DEEP') return fault('SYNTAX', 'it is nested too deep. Write it less deep.', place)
  return fault('SYNTAX', `this is not YAML: ${message}. Correct it.`, place)
}

function checkValue(
  value: unknown,
  positions: Positions,
  faults: readonly ConfigFault[],
): Pick<ParsedDocument, 'configuration' | 'faults'> {
  // The value itself: records of valibot leave out names such as "constructor".
  const { issues = [] } = safeParse(apkoConfiguration, value)
  const known = new Set(faults.map(({ path }) => path))
  const further = issues
    .map((issue) => valueFault(issue, value, positions))
    .filter(({ path }) => ![...known].some((one) => one === path || one.startsWith(`${path}.`)))
  // What there is of it, so that the faults of the whole and of included files are met in one go.
  return { configuration: value as ApkoConfiguration, faults: [...faults, ...further] }
}

function valueFault(issue: GenericIssue, value: unknown, positions: Positions): ConfigFault {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const found = JSON.stringify(valueAt(value, path))?.slice(0, 80)
  const name = `"${path.at(-1) ?? ''}"`
  const at = positions.find(path)
  if (found === undefined) return fault('MISSING', `${name} is missing. Add it.`, at, path)
  switch (issue.type) {
    case 'picklist':
      return fault('VALUE', `${name} is ${found}. Use one of ${issue.message}.`, at, path)
    case 'min_value':
    case 'max_value':
      return fault('NUMBER', `${name} is ${found}, which is out of range. Use 0 to 4294967295.`, at, path)
    case 'regex':
      return fault('NAME', `${name} ${found} ${issue.message}. Choose another.`, at, path)
    default:
      return fault('VALUE', `${name} ${issue.message}. Correct it.`, at, path)
  }
}

function valueAt(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  )
}
