import { formatPurl } from './package-url.ts'

/**
 * The package URL of a source tree on GitHub, `pkg:github/org/repo@revision`, from its URL without scheme
 * (`github.com/org/repo.git`), or undefined where it lives elsewhere. Type `github` of the purl specification.
 */
export function githubPurl(location: string, revision: string): string | undefined {
  const match = /^github\.com\/([^/]+)\/(.+)$/.exec(location)
  if (match === null) return undefined
  const [, org = '', repository = ''] = match
  return formatPurl({
    type: 'github',
    namespace: org,
    name: repository.replace(/\.git$/, ''),
    version: revision,
  })
}
