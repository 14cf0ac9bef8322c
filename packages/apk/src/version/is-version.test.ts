import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVersion } from './is-version.ts'
import { TOKEN, VersionTokens } from './token.ts'

const PARTS = ['1', '007', '.', 'a', '_', '_rc', '_p2', '_git', 'rc', '~', '~ab', '~x', '-', '-r', '-r1', ' ', '\n']
const text = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 7 }).map((parts) => parts.join('')),
  fc.string(),
)

test('a version is what the tokens of a comparison reach the end of', () => {
  fc.assert(
    fc.property(text, (version) => {
      const tokens = new VersionTokens(version)
      while (tokens.kind < TOKEN.end) tokens.next()
      expect(isVersion(version)).toBe(tokens.kind === TOKEN.end)
    }),
    { numRuns: 2000 },
  )
})
