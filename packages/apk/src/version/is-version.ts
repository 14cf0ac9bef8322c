import { TOKEN, VersionTokens } from './token.ts'

/**
 * True for a version that apk-tools 3 accepts:
 * `digits(.digits)* [a-z]? (_suffix digits?)* (~hex)? (-rdigits)?` with the suffixes `alpha beta pre rc cvs svn git hg p`.
 */
export function isVersion(text: string): boolean {
  const tokens = new VersionTokens(text)
  while (tokens.kind < TOKEN.end) tokens.next()
  return tokens.kind === TOKEN.end
}
