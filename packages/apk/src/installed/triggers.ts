/** One line of the triggers file: a package and the directories that run its trigger script. */
export interface InstalledTrigger {
  /** Identity of the package, `Q1…`. */
  checksum: string
  /** Absolute directory patterns. */
  patterns: string[]
}

/** Lines of `lib/apk/db/triggers`; empty ones are skipped. */
export function parseTriggers(text: string): InstalledTrigger[] {
  return text.split('\n').flatMap((line) => {
    const [checksum, ...patterns] = line.split(' ').filter((word) => word !== '')
    return checksum === undefined ? [] : [{ checksum, patterns }]
  })
}

/** The triggers file: identity and patterns, separated by single spaces. */
export function formatTriggers(triggers: Iterable<InstalledTrigger>): string {
  let text = ''
  for (const { checksum, patterns } of triggers) text += `${[checksum, ...patterns].join(' ')}\n`
  return text
}
