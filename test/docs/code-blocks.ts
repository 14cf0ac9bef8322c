/** A fenced code block of a Markdown page. */
export interface CodeBlock {
  readonly language: string
  /** `[name]` behind the language: the file that the block is. */
  readonly file: string | undefined
  /** Whether the block goes on where the one before it ended (`continue` behind the language). */
  readonly continues: boolean
  readonly code: string
  /** Line of the page that the fence stands on, from 1. */
  readonly line: number
}

/** The fenced code blocks of a page in order (CommonMark 0.31.2 §4.5, fences of backticks, indented as in lists). */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = markdown.split('\n')
  for (let start = 0; start < lines.length; start++) {
    const opening = /^( *)(`{3,})\s*(\S*)\s*(.*)$/.exec(lines[start]!)
    if (opening === null) continue
    const [, indent = '', fence = '', language = '', info = ''] = opening
    let end = start + 1
    while (end < lines.length && lines[end]!.trim() !== fence) end++
    const code = lines.slice(start + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    blocks.push({
      language,
      file: /\[([^\]]+)\]/.exec(info)?.[1],
      continues: /(^|\s)continue(\s|$)/.test(info),
      code: `${code.join('\n')}\n`,
      line: start + 1,
    })
    start = end
  }
  return blocks
}

/** A program of a page: one block, and those that continue it. */
export interface Program {
  readonly file: string
  readonly code: string
  readonly line: number
  /** A Vitest file, or a program to run from top to bottom. */
  readonly kind: 'test' | 'program'
}

/** The TypeScript programs of a page in order. */
export function programs(blocks: readonly CodeBlock[]): Program[] {
  const found: Program[] = []
  for (const { language, file, continues, code, line } of blocks) {
    if (language !== 'ts') continue
    const before = found.at(-1)
    if (continues && before === undefined)
      throw new Error(`Line ${line}: nothing stands before the block that continues it.`)
    if (continues && before !== undefined) found[found.length - 1] = { ...before, code: `${before.code}${code}` }
    else
      found.push({ file: file ?? `line-${line}.ts`, code, line, kind: file?.endsWith('.test.ts') ? 'test' : 'program' })
  }
  return found
}

/** Files of a page that are no programs: a configuration, a page to serve. */
export function namedFiles(blocks: readonly CodeBlock[]): { file: string; code: string }[] {
  return blocks.flatMap(({ language, file, code }) => (file === undefined || language === 'ts' ? [] : [{ file, code }]))
}
