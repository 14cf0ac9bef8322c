import type { YamlNode, YamlPair } from './yaml-node.ts'

/**
 * All but printable ASCII and line feeds, which may break lines, mark bytes, or be two units long; and lines so far to the right that
 * the text may nest deeper than the library follows.
 */
const FOREIGN = /[^\n -~]|^ {100}/m

/** A key that can be nothing but a name, its colon, and where its value begins (YAML 1.2.2, section 8.2.2). */
const KEY = /^([A-Za-z_][\w./-]{0,99}):(?: +|$)/

/** How a scalar without quotes begins that has no indicator in front (YAML 1.2.2, rule 123, `ns-plain-first`). */
const PLAIN = /^(?:[\w./~+=<^$();]|-[\w./-])/

/** A scalar in quotes that says just what stands between them, and a comment. */
const QUOTED = /^(?:'([^']*)'|"([^"\\]*)")(?: +#.*)?$/

/** One word of a list in brackets with what parts it from the next, or else the end of the list and a comment. */
const WORD = /(?:'([^']*)'|"([^"\\]*)"|([\w./][\w./=~<>@+-]*)) *(?:, *|(\](?: +#.*)?$))/

/** A line that says something, without what surrounds it. */
interface Line {
  readonly indent: number
  /** Offset of its first character. */
  readonly at: number
  readonly text: string
}

/**
 * Reads the YAML that most configurations are written in: mappings and lists in lines, scalars of one line, lists of words in
 * brackets, comments, all in ASCII. `undefined` for everything else, right or wrong, which is for `readYaml`: it makes the very
 * same nodes of what is read here, but to load it takes longer than all the rest of reading a configuration.
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (FOREIGN.test(text)) return undefined
  const reader = new PlainReader(linesOf(text))
  const node = reader.mapping(0)
  return reader.isDone ? node : undefined
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const line = text.slice(from, end < 0 ? text.length : end)
    const content = line.trimStart()
    const indent = line.length - content.length
    if (content !== '' && !content.startsWith('#')) lines.push({ indent, at: from + indent, text: content.trimEnd() })
    from += line.length + 1
  }
  return lines[0]?.text === '---' && lines[0].indent === 0 ? lines.slice(1) : lines
}

/** Every method takes the lines that it understands; what it does not understand it leaves, and returns `undefined`. */
class PlainReader {
  readonly #lines: Line[]
  #next = 0

  constructor(lines: Line[]) {
    this.#lines = lines
  }

  get isDone(): boolean {
    return this.#next === this.#lines.length
  }

  mapping(indent: number): YamlNode | undefined {
    const first = this.#line(indent)
    if (first === undefined) return undefined
    const pairs: YamlPair[] = []
    const keys = new Set<string>()
    for (let line: Line | undefined = first; line !== undefined; line = this.#line(indent)) {
      const match = KEY.exec(line.text)
      if (match === null || keys.has(match[1]!)) return undefined
      const key = match[1]!
      keys.add(key)
      const value = this.#value(line, match[0].length)
      if (value === undefined) return undefined
      pairs.push({ key: { kind: 'scalar', at: line.at, text: key, plain: true, tagged: false }, value })
    }
    return { kind: 'mapping', at: first.at, pairs }
  }

  /** What a key has behind it or below it; a list may stand as far left as the key (YAML 1.2.2, section 8.2.1). */
  #value(line: Line, from: number): YamlNode | undefined {
    this.#next++
    const rest = line.text.slice(from)
    if (rest !== '' && !rest.startsWith('#')) return inline(rest, line.at + from)
    const below = this.#lines[this.#next]
    if (below === undefined) return undefined
    if (isItem(below)) return below.indent < line.indent ? undefined : this.#sequence(below.indent)
    return below.indent <= line.indent ? undefined : this.mapping(below.indent)
  }

  #sequence(indent: number): YamlNode | undefined {
    const first = this.#line(indent)
    if (first === undefined) return undefined
    const items: YamlNode[] = []
    for (let line: Line | undefined = first; line !== undefined && isItem(line); line = this.#line(indent)) {
      const item = this.#item(line)
      if (item === undefined) return undefined
      items.push(item)
    }
    return { kind: 'sequence', at: first.at, items }
  }

  #item({ indent, at, text }: Line): YamlNode | undefined {
    const content = text.slice(1).trimStart()
    const skipped = text.length - content.length
    if (KEY.test(content)) {
      // The first pair of a mapping shares its line with the dash (YAML 1.2.2, section 8.2.1, compact notation).
      this.#lines[this.#next] = { indent: indent + skipped, at: at + skipped, text: content }
      return this.mapping(indent + skipped)
    }
    this.#next++
    return inline(content, at + skipped)
  }

  #line(indent: number): Line | undefined {
    const line = this.#lines[this.#next]
    return line?.indent === indent ? line : undefined
  }
}

function isItem({ text }: Line): boolean {
  return text.startsWith('- ')
}

/** What stands on one line: a scalar, or a list of words. */
function inline(text: string, at: number): YamlNode | undefined {
  if (text.startsWith('[')) return words(text, at)
  const quoted = QUOTED.exec(text)
  if (quoted !== null) return { kind: 'scalar', at, text: quoted[1] ?? quoted[2]!, plain: false, tagged: false }
  const comment = text.indexOf(' #')
  const plain = comment < 0 ? text : text.slice(0, comment).trimEnd()
  if (!PLAIN.test(plain) || plain.includes(': ') || plain.endsWith(':')) return undefined
  return { kind: 'scalar', at, text: plain, plain: true, tagged: false }
}

function words(text: string, at: number): YamlNode | undefined {
  const items: YamlNode[] = []
  const word = new RegExp(WORD, 'y')
  word.lastIndex = text.length - text.slice(1).trimStart().length
  for (;;) {
    const start = word.lastIndex
    const match = word.exec(text)
    if (match === null) return undefined
    const [, single, double, plain, end] = match
    const written = { plain: plain !== undefined, tagged: false }
    items.push({ kind: 'scalar', at: at + start, text: (single ?? double ?? plain)!, ...written })
    if (end !== undefined) return { kind: 'sequence', at, items }
  }
}
