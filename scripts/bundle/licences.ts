import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The licences of the libraries that these modules come from, each under its name and version; empty where there are none. */
export function licenceTexts(modules: readonly string[]): string {
  const folders = new Set(modules.filter((module) => module.includes('/node_modules/')).map(packageFolder))
  return [...folders]
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name: string
        version: string
      }
      const file = ['LICENSE', 'LICENSE.md', 'LICENCE', 'license'].find((one) => existsSync(join(folder, one)))
      if (file === undefined)
        throw new Error(`Bundling ${name}: it has no licence file to hand on. Leave it an import.`)
      return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
    })
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`)
}

// Folders inside a package may hold a package.json of their own, without a name.
function packageFolder(module: string): string {
  for (let folder = dirname(module); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && 'version' in (JSON.parse(readFileSync(manifest, 'utf8')) as object)) return folder
    if (folder === dirname(folder)) throw new Error(`Bundling ${module}: it belongs to no package.`)
  }
}
