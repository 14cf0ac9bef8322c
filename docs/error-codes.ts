// Writes `reference/error-codes.md`: every code that the packages throw, with the messages that stand beside it in their sources.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const sources = globSync('packages/*/src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'))

/** Package → code → messages. */
const packages = new Map<string, Map<string, Set<string>>>()
for (const path of sources.sort()) {
  const name = `@nacre/${path.split('/')[1]}`
  const codes = packages.get(name) ?? new Map<string, Set<string>>()
  packages.set(name, codes)
  const text = readFileSync(join(root, path), 'utf8')
  for (const { 1: code = '', index } of text.matchAll(/'(ERR_[A-Z0-9_]*[A-Z0-9])'/g)) {
    const messages = codes.get(code) ?? new Set()
    codes.set(code, messages)
    const message = messageAt(text.slice(index + code.length + 2))
    if (message !== undefined) messages.add(message)
  }
}

const lines = [
  '# Error codes',
  '',
  'Words in angle brackets stand for what was met. [How errors are made](../errors.md).',
]
for (const [name, codes] of packages) {
  if (codes.size === 0) continue
  lines.push('', `## ${name}`, '', '| code | message |', '| --- | --- |')
  for (const code of [...codes.keys()].sort()) {
    lines.push(`| \`${code}\` | ${[...(codes.get(code) ?? [])].map(cell).join('<br>')} |`)
  }
}
writeFileSync(join(root, 'docs', 'reference', 'error-codes.md'), `${lines.join('\n')}\n`)

/** The text that is the next argument, each expression in it replaced by its last name. */
function messageAt(rest: string): string | undefined {
  const found = /^,\s*(?:`((?:[^`\\$]|\\.|\$\{[^{}]*\})*)`|'((?:[^'\\]|\\.)*)')/s.exec(rest)
  const text = found?.[1] ?? found?.[2]
  return text?.replace(
    /\$\{([^{}]*)\}/g,
    (_, expression: string) => `‹${/(\w+)\W*$/.exec(expression)?.[1] ?? 'value'}›`,
  )
}

function cell(message: string): string {
  const plain = message.replace(/\\(['`])/g, '$1').replace(/\s+/g, ' ')
  return plain.replace(/[|<>{}*_[\]]/g, (character) => `&#${character.charCodeAt(0)};`)
}
