import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A preload that prints every module that Node loads, one URL a line, when the process ends. */
export const PRELOAD = `
import { registerHooks } from 'node:module'
const loaded = []
registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => console.log(loaded.join('\\n')))
`

/**
 * The packages that loaded modules come from: those below `node_modules`, and those that are part of a bundle by its source map.
 *
 * @param urls of modules, as {@link PRELOAD} prints them
 */
export async function packagesOf(urls: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const url of urls.filter((one) => one.startsWith('file:'))) {
    const file = fileURLToPath(url)
    for (const path of [file, ...(await sourcesOf(file))]) {
      const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
      if (name !== undefined) found.add(name)
    }
  }
  return [...found].sort()
}

async function sourcesOf(file: string): Promise<string[]> {
  try {
    const { sources } = JSON.parse(await readFile(`${file}.map`, 'utf8')) as { sources: string[] }
    return sources
  } catch {
    return []
  }
}
