import { sentenceList } from '../explain/columns.ts'

/** What a matcher gives back to Vitest. */
export interface Verdict {
  readonly pass: boolean
  message(): string
}

/** What holds for one architecture: nothing is wrong, or these lines say what is. */
export interface ArchitectureVerdict {
  /** APK name; empty where the subject has no architectures. */
  readonly arch: string
  /** What was met instead; empty when the expectation holds. */
  readonly problem: readonly string[]
  /** What was met where the expectation holds, for `.not`. */
  readonly met?: string
}

/**
 * One verdict over all architectures. An expectation has to hold for each of them, and its opposite (`.not`) for each of them
 * too.
 *
 * @param expectation what follows "expected the image": `to run as 65532`
 */
export function verdict(
  { isNot }: { readonly isNot: boolean },
  subject: string,
  expectation: string,
  architectures: readonly ArchitectureVerdict[],
): Verdict {
  const holds = ({ problem }: ArchitectureVerdict): boolean => problem.length === 0
  const pass = isNot ? architectures.some(holds) : architectures.every(holds)
  const message = (): string => {
    if (!pass) return explain(`expected ${subject} ${expectation}`, architectures, ({ problem }) => problem)
    const met = architectures.filter(holds)
    return explain(`expected ${subject} ${negated(expectation)}`, met, (one) =>
      one.met === undefined ? [] : [one.met],
    )
  }
  return { pass, message }
}

function negated(expectation: string): string {
  return expectation.replace(/^to /, 'not to ')
}

// Architectures of which the same is to be said stand together.
function explain(
  headline: string,
  architectures: readonly ArchitectureVerdict[],
  linesOf: (one: ArchitectureVerdict) => readonly string[],
): string {
  const said = new Map<string, string[]>()
  for (const one of architectures) {
    const text = linesOf(one).join('\n  ')
    if (text !== '') said.set(text, [...(said.get(text) ?? []), one.arch])
  }
  const paragraphs = [...said].map(([text, archs]) => (archs[0] === '' ? text : `${sentenceList(archs)}: ${text}`))
  return [headline, ...(paragraphs.length > 0 ? ['', ...paragraphs] : [])].join('\n')
}
