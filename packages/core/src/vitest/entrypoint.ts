import { called, subjectOf } from './subject.ts'
import { containerConfigs } from './subject-parts.ts'
import { type Verdict, verdict } from './verdict.ts'

/** See {@link NacreMatchers.toHaveEntrypoint}. */
export function toHaveEntrypoint(
  this: { readonly isNot: boolean },
  received: unknown,
  ...args: readonly (string | readonly string[])[]
): Verdict {
  const subject = subjectOf('toHaveEntrypoint', received, ['definition', 'plan', 'image', 'architecture'])
  const wanted = args.flat()
  const architectures = containerConfigs(subject).map(({ arch, config: { Entrypoint = [] } }) => {
    const met = Entrypoint.length === 0 ? 'has none' : `has ${words(Entrypoint)}`
    return words(Entrypoint) === words(wanted) ? { arch, problem: [], met } : { arch, problem: [met] }
  })
  return verdict(this, called(subject), `to have the entrypoint ${words(wanted)}`, architectures)
}

function words(args: readonly string[]): string {
  return `[${args.map((arg) => JSON.stringify(arg)).join(', ')}]`
}
