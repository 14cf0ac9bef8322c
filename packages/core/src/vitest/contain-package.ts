import { parseDependency, satisfies } from '@nacre/apk'
import { count, sentenceList } from '../explain/columns.ts'
import { nearest } from './nearest.ts'
import { called, subjectOf } from './subject.ts'
import { packageLists } from './subject-parts.ts'
import { type Verdict, verdict } from './verdict.ts'

/** See {@link NacreMatchers.toContainPackage}. */
export function toContainPackage(
  this: { readonly isNot: boolean },
  received: unknown,
  name: string,
  constraint = '',
): Verdict {
  const subject = subjectOf('toContainPackage', received, ['plan', 'image', 'architecture'])
  const dependency = dependencyText(name, constraint)
  const wanted = constraint === '' ? name : `${name} ${constraint}`
  const architectures = packageLists(subject).map(({ arch, packages }) => {
    const found = packages.find((pkg) => pkg.name === name)
    if (found === undefined) return { arch, problem: [missing(name, packages)] }
    const met = `has ${name} ${found.version}`
    return satisfies(found.version, dependency) ? { arch, problem: [], met } : { arch, problem: [met] }
  })
  return verdict(this, called(subject), `to contain ${wanted}`, architectures)
}

// `>=1.26`, `~1.2`, or a version alone, which has to be that one. A text that is no constraint is refused by its parser.
function dependencyText(name: string, constraint: string): string {
  if (constraint === '') return name
  const text = /^[<>=~]/.test(constraint) ? `${name}${constraint}` : `${name}=${constraint}`
  parseDependency(text)
  return text
}

function missing(name: string, packages: readonly { name: string; provides: readonly string[] }[]): string {
  const names = packages.map((pkg) => pkg.name)
  const provider = packages.find(({ provides }) => provides.some((text) => text.split(/[<>=~]/, 1)[0] === name))
  if (provider !== undefined) return `no package is called ${name}; ${provider.name} provides it`
  const near = nearest(name, names)
  const hint = near.length === 0 ? '' : `; there is ${sentenceList(near)}`
  return `none of ${count(names.length, 'package')} is called ${name}${hint}`
}
