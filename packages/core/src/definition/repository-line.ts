import type { RepositoryEntry } from './definition.ts'

/** `URL` or `@tag URL`, as `/etc/apk/repositories` has it; a directory serves as well as a URL. */
export function parseRepositoryLine(line: string): RepositoryEntry {
  const text = line.trim()
  const space = text.search(/\s/)
  if (!text.startsWith('@') || space < 0) return { location: trimSlashes(text) }
  return { location: trimSlashes(text.slice(space + 1).trim()), tag: text.slice(1, space) }
}

function trimSlashes(location: string): string {
  let end = location.length
  while (end > 1 && location.charCodeAt(end - 1) === 47) end--
  return location.slice(0, end)
}

/** The line that {@link parseRepositoryLine} reads; no two entries of a definition share one unless they mean the same place. */
export function formatRepositoryLine({ location, tag }: Pick<RepositoryEntry, 'location' | 'tag'>): string {
  return tag === undefined ? location : `@${tag} ${location}`
}
