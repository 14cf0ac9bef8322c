import { globSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeBlocks, namedFiles, type Program, programs } from './code-blocks.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the programs of the pages are written: below the workspace, so that they find its packages. */
export const PROGRAMS = join(root, 'out', 'docs-programs')

/** A page with programs, and the folder that they lie and run in. */
export interface Page {
  /** Path from the root of the repository. */
  readonly path: string
  readonly folder: string
  readonly programs: readonly Program[]
}

/** Writes the programs of all pages, and the files that they need beside them. */
export async function writePages(): Promise<Page[]> {
  await rm(PROGRAMS, { recursive: true, force: true })
  const pages: Page[] = []
  for (const path of pagePaths()) {
    const blocks = codeBlocks(await readFile(join(root, path), 'utf8'))
    const folder = join(PROGRAMS, path.replace(/\.md$/, '').replaceAll('/', '-'))
    const page = { path, folder, programs: programs(blocks) }
    if (page.programs.length === 0) continue
    for (const { file, code } of [...namedFiles(blocks), ...page.programs]) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), code)
    }
    pages.push(page)
  }
  return pages
}

function pagePaths(): string[] {
  const exclude = (path: string): boolean => /(^|\/)(node_modules|reference|\.vitepress)$/.test(path)
  return globSync(['README.md', 'packages/*/README.md', 'docs/**/*.md'], { cwd: root, exclude }).sort()
}
