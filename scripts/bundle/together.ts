import type { CodeSplittingGroup } from 'rolldown'

/**
 * What is loaded together goes into one file: a file costs 0.2 ms and 60 KB whatever it holds. By package, the modules that stand
 * first in each file; all that they import stands there too, unless it does so in a file before.
 */
const TOGETHER: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '@nacre/apk': {
    model: ['model'],
    repository: ['repository'],
    solver: ['solver', 'repository/kept-index'],
    read: ['apkindex/read', 'apkindex/table/scan-text'],
    index: ['index'],
  },
  '@nacre/archive': { shared: ['bytes', 'error', 'hex', 'platform/inflate-failure'] },
  '@nacre/core': {
    index: ['index', 'explain/columns'],
    configuration: ['apko/load', 'apko/to-definition', 'definition/check'],
    plan: ['plan/resolve', 'plan/solve-plan'],
    build: ['build/build', 'build/write-layout'],
    tree: ['build/make-tree', 'layer/pack', 'layer/cut'],
  },
  '@nacre/oci': { layout: ['layout'], index: ['index'] },
}

/** The files that a package's modules are put together in; `folder` holds the modules. */
export function filesOf(name: string, folder: string): CodeSplittingGroup[] {
  return Object.entries(TOGETHER[name] ?? {}).map(([file, first], order, { length }) => {
    let members: Set<string> | undefined
    return {
      debugName: file,
      priority: length - order,
      name: (id, context) => {
        members ??= reachable(
          first.map((module) => `${folder}/${module}.js`),
          (one) => context.getModuleInfo(one)?.importedIds ?? [],
        )
        return members.has(id) ? file : null
      },
    }
  })
}

function reachable(from: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const found = new Set(from)
  for (const id of found) for (const one of next(id)) found.add(one)
  return found
}
