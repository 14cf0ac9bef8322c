import type { ApkoPath } from './configuration.ts'
import { type ConfigFault, fault, type ValuePath } from './fault.ts'
import type { Located } from './merge.ts'

/**
 * What holds of a configuration as a whole, after its includes are merged (apko 1.2, `Validate` and `parse` in
 * image_configuration.go): accounts have names and no user has the id 0, keys have names of their own, a base image goes with
 * contents, archs and include only, and EROFS with no layering.
 */
export function checkConfiguration({ configuration, places }: Located): ConfigFault[] {
  const faults: ConfigFault[] = []
  const report = (kind: string, path: ValuePath, message: string): void => {
    faults.push(fault(kind, message, places.find(path), path))
  }
  const { contents, accounts, layering, format } = configuration

  accounts?.users?.forEach(({ username = '', uid = 0 }, i) => {
    const at: ValuePath = ['accounts', 'users', i]
    if (username === '') report('MISSING', at, 'this user has no "username". Give one.')
    if (uid === 0) {
      const whom = username === '' ? 'this user' : `the user "${username}"`
      report('UID_ZERO', [...at, 'uid'], `${whom} has the uid 0 or none. Give another; to run as root, use run-as: 0.`)
    }
  })
  accounts?.groups?.forEach(({ groupname = '' }, i) => {
    if (groupname === '') report('MISSING', ['accounts', 'groups', i], 'this group has no "groupname". Give one.')
  })

  const keys = new Set<string>()
  contents?.runtime_keyring?.forEach(({ name }, i) => {
    const at = ['contents', 'runtime_keyring', i, 'name']
    if (name !== undefined && keys.has(name))
      report('DUPLICATE', at, `two runtime keys are called "${name}". Rename one.`)
    keys.add(name)
  })

  for (const list of ['build_repositories', 'runtime_repositories', 'repositories'] as const) {
    contents?.[list]?.forEach((line, i) => {
      const wrong = repositoryFault(line)
      if (wrong !== undefined) report('REPOSITORY', ['contents', list, i], wrong)
    })
  }
  contents?.packages?.forEach((entry, i) => {
    if (entry.trim() === '') report('VALUE', ['contents', 'packages', i], 'this package has no name. Give one.')
  })
  configuration.paths?.forEach((entry, i) => {
    for (const missing of missingIn(entry)) {
      report('MISSING', ['paths', i], `this path has no "${missing}". Give one.`)
    }
  })

  if (format === 'erofs' && layering !== undefined) {
    report('FORMAT', ['layering'], 'layering goes with the format tar only. Remove it, or the format.')
  }
  if (layering?.strategy !== 'origin' && layering?.budget) {
    report('MISSING', ['layering'], 'a layering budget needs a strategy. Add strategy: origin.')
  }
  if (contents?.baseimage !== undefined) checkBase(configuration, report)
  return faults
}

function checkBase(
  configuration: Located['configuration'],
  report: (kind: string, path: ValuePath, message: string) => void,
): void {
  const { image, apkindex } = configuration.contents?.baseimage ?? {}
  const at = ['contents', 'baseimage']
  if (!image) report('MISSING', at, '"baseimage" has no "image". Name an OCI layout directory.')
  if (!apkindex) report('MISSING', at, '"baseimage" has no "apkindex". Name the directory of its package lists.')
  const refused = [
    'entrypoint',
    'cmd',
    'stop-signal',
    'work-dir',
    'accounts',
    'environment',
    'paths',
    'annotations',
  ] as const
  for (const key of refused) {
    if (hasContent(configuration[key])) {
      report('BASE', [key], `"${key}" cannot go with a base image: only contents, archs and include can. Remove it.`)
    }
  }
}

function hasContent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasContent)
  return value !== undefined && value !== '' && value !== false
}

function repositoryFault(line: string): string | undefined {
  const fields = line.split(/\s+/).filter((field) => field !== '')
  if (fields.length === 0) return 'this repository has no address. Give a URL or directory.'
  if (!line.startsWith('@')) return undefined
  if (fields.length === 2 && fields[0]!.length > 1) return undefined
  return `the repository ${JSON.stringify(line.slice(0, 80))} is not of the form "@tag URL". Correct it.`
}

function missingIn({ path, type, source }: ApkoPath): string[] {
  const missing: string[] = []
  if (!path) missing.push('path')
  if (type === undefined) missing.push('type')
  if ((type === 'symlink' || type === 'hardlink') && !source) missing.push('source')
  return missing
}
