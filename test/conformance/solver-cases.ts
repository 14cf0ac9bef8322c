import { readdirSync, readFileSync } from 'node:fs'
import { testData } from './data.ts'

/** One recorded scenario of `conformance/solver`. */
export interface SolverCase {
  name: string
  area: string
  kind: 'empty-root' | 'installed-root'
  arch: string
  args: string[]
  world: string[]
  repositories: { name: string; tag: string | null; index: string }[]
  installed: string | null
  cache: string | null
  expect: {
    ok: boolean
    actions: { op: string; name: string; version: string; from?: string; tag?: string }[]
    installedAfter: Record<string, string>
    categories: string[]
    errors: string[]
  }
}

/** All recorded scenarios but those about file ownership. */
export function solverCases(): SolverCase[] {
  const folder = testData('conformance/solver')
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as SolverCase)
    .filter((recorded) => recorded.area !== 'replaces')
}
