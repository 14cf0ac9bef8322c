import { compareNames } from '../apkindex/sort.ts'

/** Constraints of `etc/apk/world`; spaces and line breaks separate alike. */
export function parseWorld(text: string): string[] {
  return text.split(/[ \n]+/).filter((word) => word !== '')
}

/** The world file as apk writes it: one constraint a line, sorted by name without regard to case. */
export function formatWorld(constraints: Iterable<string>): string {
  const sorted = [...constraints].sort((a, b) => compareNames(nameOf(a), nameOf(b)))
  return sorted.map((constraint) => `${constraint}\n`).join('')
}

function nameOf(constraint: string): string {
  return constraint.replace(/^!/, '').replace(/[@<>=~].*$/s, '')
}
