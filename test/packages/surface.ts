import type { Tarball } from './tarballs.ts'

/**
 * The names that an entry point exports, sorted, `type` before those that are types only. Entry points consist of re-exports with
 * explicit names alone; anything else is an error.
 */
export function exportedNames(tarball: Tarball, types: string): string[] {
  const text = tarball.read(types).replace(/\/\/# sourceMappingURL.*$/gm, '')
  const statements = text.split(';').map((statement) => statement.trim())
  const names = statements.flatMap((statement) => {
    if (statement === '' || /^import '[^']+'$/.test(statement) || statement === 'export {}') return []
    const found = /^export (type )?\{([^}]*)\} from '[^']+'$/s.exec(statement)
    if (found === null)
      throw new Error(`${tarball.name} ${types}: "${statement}" is not a re-export of explicit names.`)
    const [, allTypes = '', list = ''] = found
    return list.split(',').flatMap((item) => {
      const name = item.trim().replace(/^.* as /, '')
      return name === '' ? [] : [allTypes === '' || name.startsWith('type ') ? name : `type ${name}`]
    })
  })
  return names.sort((a, b) => (bare(a) < bare(b) ? -1 : 1))
}

function bare(name: string): string {
  return name.replace(/^type /, '')
}
