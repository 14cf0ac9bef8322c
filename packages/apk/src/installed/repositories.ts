import { ApkError } from '../error.ts'

/** One repository of a repositories file. */
export interface RepositoryLine {
  /** `v2`: index at `URL/ARCH/APKINDEX.tar.gz`; `v3`: at `URL/ARCH/Packages.adb`; `ndx`: the URL is the index. */
  type: 'v2' | 'v3' | 'ndx'
  /** Base URL or absolute path. */
  url: string
  /** Tag without the `@`; absent for an ordinary repository. */
  tag?: string
}

/** How {@link parseRepositories} reads. */
export interface ParseRepositoriesOptions {
  /** Value of the predefined variable `APK_ARCH`. */
  arch?: string
  /** Called for a bad line; like apk, reading ends there. Without it the fault is thrown. */
  onFault?: (fault: ApkError) => void
}

/**
 * Repositories of `etc/apk/repositories`, in the grammar of apk-tools 3 (`repoparser.c`), of which that of 2 is a part:
 * `[v2|v3|ndx] [@tag] URL [component...]`, `set [-default] key=value`, `${key}`, and comments. Lines for one URL and tag count once.
 *
 * @throws ApkError ERR_APK_REPOSITORIES_LINE
 */
export function parseRepositories(text: string, options: ParseRepositoriesOptions = {}): RepositoryLine[] {
  const variables = new Map([['APK_ARCH', options.arch ?? '']])
  const found = new Map<string, RepositoryLine>()
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const words = line.split(/[ \t\r]+/).filter((word) => word !== '')
    const first = words[0]
    if (first === undefined || first.startsWith('#')) continue
    const fault = first === 'set' ? setVariable(variables, words.slice(1)) : addRepositories(found, variables, words)
    if (fault === undefined) continue
    const error = lineFault(line, number, fault)
    if (options.onFault === undefined) throw error
    options.onFault(error)
    break
  }
  return [...found.values()]
}

/** The file for repositories: one a line, `v2` left unsaid. */
export function formatRepositories(repositories: Iterable<RepositoryLine>): string {
  let text = ''
  for (const { type, url, tag } of repositories) {
    const said = type === typeOf(url) ? '' : `${type} `
    text += `${said}${tag === undefined ? '' : `@${tag} `}${url}\n`
  }
  return text
}

function typeOf(url: string): 'v2' | 'ndx' {
  return url.endsWith('.adb') || url.endsWith('.tar.gz') ? 'ndx' : 'v2'
}

function setVariable(variables: Map<string, string>, words: readonly string[]): string | undefined {
  const keep = words[0] === '-default'
  const assignment = words.slice(keep ? 1 : 0).join(' ')
  const equals = assignment.indexOf('=')
  const key = assignment.slice(0, Math.max(equals, 0))
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(key)) return 'no key=value follows set'
  if (key.startsWith('APK_')) return `the variable ${key} is reserved`
  if (keep && variables.has(key)) return undefined
  const value = expand(assignment.slice(equals + 1), variables)
  if (value === undefined) return 'a variable in it is not set'
  variables.set(key, value)
  return undefined
}

function addRepositories(
  found: Map<string, RepositoryLine>,
  variables: ReadonlyMap<string, string>,
  words: readonly string[],
): string | undefined {
  const rest = [...words]
  const type = rest[0] === 'v2' || rest[0] === 'v3' || rest[0] === 'ndx' ? rest.shift() : undefined
  const tag = rest[0]?.startsWith('@') === true ? rest.shift()?.slice(1) : undefined
  if (tag === '') return 'the tag is empty'
  const expanded = rest.map((word) => expand(word, variables))
  const [url, ...components] = expanded
  if (url === undefined || components.includes(undefined))
    return rest.length === 0 ? 'no URL is in it' : 'a variable in it is not set'
  if (!url.startsWith('/') && !url.includes('://')) return 'the URL neither begins with a slash nor holds ://'
  for (const component of components.length === 0 ? [''] : components) {
    const full = component === '' || component === undefined ? url : `${url.replace(/\/+$/, '')}/${component}`
    const repository: RepositoryLine = {
      type: typeNamed(type) ?? typeOf(full),
      url: full,
      ...(tag === undefined ? undefined : { tag }),
    }
    found.set(`${tag ?? ''} ${full}`, repository)
  }
  return undefined
}

function typeNamed(word: string | undefined): RepositoryLine['type'] | undefined {
  return word === 'v2' || word === 'v3' || word === 'ndx' ? word : undefined
}

function expand(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  let complete = true
  const expanded = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = variables.get(name)
    if (value === undefined) complete = false
    return value ?? ''
  })
  return complete ? expanded : undefined
}

function lineFault(line: string, number: number, fault: string): ApkError {
  const excerpt = line.slice(0, 100).replace(/\/\/[^/@\s]*@/, '//…@')
  return new ApkError(
    'ERR_APK_REPOSITORIES_LINE',
    `Reading a repositories file: line ${number}, ${JSON.stringify(excerpt)}: ${fault}. Write [v2|v3|ndx] [@tag] URL [component...]`,
    { details: { line: number, excerpt } },
  )
}
