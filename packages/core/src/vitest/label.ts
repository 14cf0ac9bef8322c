import { sentenceList } from '../explain/columns.ts'
import { nearest } from './nearest.ts'
import { called, subjectOf } from './subject.ts'
import { containerConfigs } from './subject-parts.ts'
import { type Verdict, verdict } from './verdict.ts'

/** See {@link NacreMatchers.toHaveLabel}. */
export function toHaveLabel(
  this: { readonly isNot: boolean },
  received: unknown,
  key: string,
  value?: string | RegExp,
): Verdict {
  const subject = subjectOf('toHaveLabel', received, ['definition', 'plan', 'image', 'architecture'])
  const architectures = containerConfigs(subject).map(({ arch, config: { Labels = {} } }) => {
    const found = Labels[key]
    if (found === undefined) return { arch, problem: [missing(key, Object.keys(Labels))] }
    const met = `${key} is ${JSON.stringify(found)}`
    const holds = value === undefined || (typeof value === 'string' ? found === value : value.test(found))
    return holds ? { arch, problem: [], met } : { arch, problem: [met] }
  })
  const wanted = value === undefined ? '' : typeof value === 'string' ? ` = ${JSON.stringify(value)}` : ` like ${value}`
  return verdict(this, called(subject), `to have the label ${key}${wanted}`, architectures)
}

function missing(key: string, keys: readonly string[]): string {
  if (keys.length === 0) return 'has no labels'
  const near = nearest(key, keys)
  return `has no such label, but ${sentenceList(near.length > 0 ? near : [...keys].sort().slice(0, 5))}`
}
