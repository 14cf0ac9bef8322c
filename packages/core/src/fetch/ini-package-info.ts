import { emptyPackageInfo, type PackageInfo } from '@nacre/apk'
import type { ExpandedPackage } from './expanded-package.ts'

/** What {@link iniPackageInfo} reads in the `.PKGINFO` of a package; where there is none, what apk has read. */
export function iniReading({ info, control }: Pick<ExpandedPackage, 'info' | 'control'>): PackageInfo {
  const written = control.find(({ name }) => name === '.PKGINFO')
  return written === undefined ? info : iniPackageInfo(written.content)
}

/**
 * `.PKGINFO` by the rules of the INI library that apko 1.2 reads it with (`go-ini` 1.67 with shadows): the key ends at `=`
 * or `:`, a value ends at `#` or `;`, a backslash at the end joins the next line, quotes around a value are dropped, the
 * first of several equal keys counts for a single value, and lists are split at commas, each text once.
 */
export function iniPackageInfo(bytes: Uint8Array): PackageInfo {
  const values = readKeys(new TextDecoder().decode(bytes))
  const one = (key: string): string => values.get(key)?.[0] ?? ''
  const number = (key: string): number => numberOf(one(key))
  const list = (key: string): string[] => listOf(values.get(key) ?? [])
  return {
    ...emptyPackageInfo(),
    name: one('pkgname'),
    version: one('pkgver'),
    ...(values.has('arch') ? { arch: one('arch') } : {}),
    description: one('pkgdesc'),
    license: one('license'),
    origin: one('origin'),
    maintainer: one('maintainer'),
    url: one('url'),
    packager: one('packager'),
    commit: one('commit'),
    dataHash: one('datahash'),
    installedSize: number('size'),
    buildTime: number('builddate'),
    providerPriority: number('provider_priority'),
    depends: list('depend'),
    provides: list('provides'),
    installIf: list('install_if'),
    replaces: list('replaces'),
    triggers: list('triggers'),
  }
}

function readKeys(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>()
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trimStart()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const delimiter = line.search(/[=:]/)
    if (delimiter <= 0) continue
    const key = line.slice(0, delimiter).trim()
    let value = line.slice(delimiter + 1).trim()
    if (isQuoted(value, '`') || isQuoted(value, '"""')) value = unquoted(value)
    else if (value.endsWith('\\')) {
      while (value.endsWith('\\')) {
        const next = (lines[++i] ?? '').trim()
        value = value.slice(0, -1) + next
        if (next === '') break
      }
    } else value = withoutQuotes(value.split(/[#;]/, 1)[0]!.trim())
    const known = values.get(key)
    if (known === undefined) values.set(key, [value])
    else if (!known.includes(value)) known.push(value)
  }
  return values
}

function isQuoted(value: string, quote: string): boolean {
  return value.length > quote.length && value.startsWith(quote) && value.lastIndexOf(quote) > 0
}

function unquoted(value: string): string {
  const quote = value.startsWith('`') ? '`' : '"""'
  return value.slice(quote.length, value.lastIndexOf(quote))
}

// A pair of quotes around a value that holds no further one is dropped.
function withoutQuotes(value: string): string {
  const [quote] = value
  const single = quote === '"' || quote === "'"
  return single && value.length >= 2 && value.indexOf(quote, 1) === value.length - 1 ? value.slice(1, -1) : value
}

function listOf(values: readonly string[]): string[] {
  if (values.length === 1 && values[0] === '') return []
  return values.flatMap((value) => value.split(',')).map((value) => value.trim())
}

// Go's base prefixes: a leading 0 counts in octal. What is no number counts as 0.
function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) return 0
  const value = text.length > 1 && text.startsWith('0') ? Number.parseInt(text, 8) : Number(text)
  return Number.isSafeInteger(value) ? value : 0
}
