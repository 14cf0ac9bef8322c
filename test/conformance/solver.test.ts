import {
  ApkError,
  type IndexRecord,
  parseDependency,
  parseIndex,
  parseInstalled,
  type Solution,
  type SolveOptions,
  SolverError,
  solve,
} from '@nacre/apk'
import { describe, expect, test } from 'vitest'
import { dataRoot } from './data.ts'
import { type SolverCase, solverCases } from './solver-cases.ts'

const cases = dataRoot ? solverCases() : []

/** Cases with a database of installed packages that are not about which packages satisfy a world. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  provides18: '`del` weighs against the installed package that it names; the solver keeps what fits the world',
  error6: 'a malformed `add -t` argument: virtual packages of the command line are not part of the solver',
  basic21: '`upgrade --prune` edits the world',
  basic18: '`--latest` weighs newer versions above what works; the solver has no such mode',
  selfupgrade1: 'the pre-upgrade of apk-tools is what the running client does with itself',
  selfupgrade2: 'the pre-upgrade of apk-tools is what the running client does with itself',
  selfupgrade3: 'the pre-upgrade of apk-tools is what the running client does with itself',
  selfupgrade5: 'the pre-upgrade of apk-tools is what the running client does with itself',
  selfupgrade8: 'the pre-upgrade of apk-tools is what the running client does with itself',
}

describe.skipIf(!dataRoot)('an empty root is filled as apk-tools fills it', () => {
  test.each(cases.filter(({ kind }) => kind === 'empty-root'))('$name', (recorded) => {
    const { solution, category } = attempt(recorded)
    expect(solution !== undefined).toBe(recorded.expect.ok)
    if (solution === undefined) {
      expect(recorded.expect.categories).toContain(category)
      return
    }
    expect(
      solution.packages.map(({ name, version, tag }) => ({ op: 'install', name, version, ...(tag && { tag }) })),
    ).toEqual(recorded.expect.actions)
  })
})

describe.skipIf(!dataRoot)('an installed root ends up with the packages that apk-tools leaves there', () => {
  const known = cases.filter(({ kind, name }) => kind === 'installed-root' && LEFT_OUT[name] === undefined)

  test.each(known)('$name', (recorded) => {
    const { solution } = attempt(recorded)
    expect(solution !== undefined).toBe(recorded.expect.ok)
    const after = Object.fromEntries(solution!.packages.map(({ name, version }) => [name, version]))
    expect(after).toEqual(recorded.expect.installedAfter)
  })
})

function attempt(recorded: SolverCase): { solution?: Solution; category?: string } {
  try {
    return { solution: solve(optionsFor(recorded)) }
  } catch (error) {
    if (error instanceof SolverError) return { category: error.details.conflicts[0]!.category }
    if (error instanceof ApkError && error.code === 'ERR_APK_DEPENDENCY_INVALID') {
      return { category: 'invalid-dependency-argument' }
    }
    if (error instanceof ApkError && error.code === 'ERR_APK_TAG_UNKNOWN') return { category: 'missing-repository-tag' }
    throw error
  }
}

/** What an apk command line asks of the solver. */
function optionsFor({ args, world, arch, repositories, installed }: SolverCase): SolveOptions {
  const options = new Set(args.filter((arg) => arg.startsWith('-')))
  const [command, ...names] = args.filter((arg) => !arg.startsWith('-'))
  const offline = options.has('--no-network')
  const wanted = worldAfter(command!, world, names, options.has('-t'))
  const upgrading = command === 'upgrade' || options.has('--upgrade') || options.has('-u')
  return {
    world: wanted,
    arch,
    repositories: [
      ...(offline ? [] : repositories).map(({ name, tag, index }) => ({
        name,
        ...(tag !== null && { tag }),
        records: parseIndex(index),
      })),
      ...(options.has('-t') ? [{ name: 'command line', records: virtualPackage(names) }] : []),
    ],
    ...(installed !== null && { installed: parseInstalled(installed) }),
    upgrade: upgrading && (names.length === 0 || options.has('--depends') || names),
    available: options.has('-a'),
    leaveOutBroken: options.has('--force-broken-world'),
  }
}

function worldAfter(command: string, world: readonly string[], names: readonly string[], virtual: boolean): string[] {
  if (command === 'del') return world.filter((entry) => !names.includes(nameOf(entry)))
  if (command !== 'add') return [...world]
  const added = virtual ? names.slice(0, 1) : names
  const replaced = new Set(added.map(nameOf))
  return [...world.filter((entry) => !replaced.has(nameOf(entry))), ...added]
}

function nameOf(entry: string): string {
  return entry.replace(/^!/, '').split(/[@<>=~]/)[0]!
}

/** `apk add -t NAME=VERSION DEPENDENCY...` makes a package of its own. */
function virtualPackage([identity = '', ...depends]: readonly string[]): IndexRecord[] {
  if (depends.some((text) => parseDependency(text).tag !== undefined)) {
    throw new ApkError('ERR_APK_DEPENDENCY_INVALID', 'a tag in a dependency of the package that -t makes')
  }
  const [name, version] = identity.split('=')
  return parseIndex(`P:${name}\nV:${version}\nD:${depends.join(' ')}\n`, { allowMissingChecksum: true })
}
