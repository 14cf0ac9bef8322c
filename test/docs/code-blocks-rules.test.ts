import { describe, expect, it } from 'vitest'
import { codeBlocks, namedFiles, programs } from './code-blocks.ts'

const page = `# Title

\`\`\`ts [web.image.ts]
export const web = 1
\`\`\`

- a list

  \`\`\`ts
  const a = 1
  \`\`\`

\`\`\`ts continue
console.log(a)
\`\`\`

\`\`\`sh
npm test
\`\`\`

\`\`\`yaml [conf/apko.yaml]
contents: {}
\`\`\`

\`\`\`ts [web.test.ts]
test()
\`\`\`
`

describe('blocks of a page', () => {
  it('are programs of their own, unless they continue the one before', () => {
    expect(programs(codeBlocks(page))).toEqual([
      { file: 'web.image.ts', code: 'export const web = 1\n', line: 3, kind: 'program' },
      { file: 'line-9.ts', code: 'const a = 1\nconsole.log(a)\n', line: 9, kind: 'program' },
      { file: 'web.test.ts', code: 'test()\n', line: 25, kind: 'test' },
    ])
  })

  it('are files beside the programs where they have a name and another language', () => {
    expect(namedFiles(codeBlocks(page))).toEqual([{ file: 'conf/apko.yaml', code: 'contents: {}\n' }])
  })

  it('cannot continue nothing', () => {
    expect(() => programs(codeBlocks('```ts continue\n1\n```\n'))).toThrow('Line 1')
  })
})
