import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseApkoConstraint } from './constraint.ts'
import { parseApkoVersion } from './version.ts'

// apko 1.2, pkg/apk/apk/version.go.
const VERSION = /^(\d+(?:\.\d+)*)([a-z]?)(?:_(alpha|beta|pre|rc)(\d*))?(?:_(cvs|svn|git|hg|p)(\d*))?(?:-r(\d+))?$/
const CONSTRAINT = /^([^@=><~]+)(?:([=><~]+)([^@]+))?(?:@([a-zA-Z0-9]+))?$/

const runs = { numRuns: 3000 }
const text = (...parts: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((chosen) => chosen.join('')),
    fc.string(),
  )

describe("apko's grammar", () => {
  test('a version is read as its regular expression reads it', () => {
    const versions = text('1', '02', '.', 'a', '_', '_rc', '_pre3', '_p', '_git7', '-r', '-r4', '9007199254740991')
    fc.assert(
      fc.property(versions, (version) => {
        const match = VERSION.exec(version)
        const [, numbers = '', letter = '', pre, preNumber = '', post, postNumber = '', revision = ''] = match ?? []
        const all = [...numbers.split('.'), preNumber, postNumber, revision].map(Number)
        const read = parseApkoVersion(version)
        const expected = {
          numbers: all.slice(0, -3),
          letter: letter === '' ? 0 : letter.charCodeAt(0),
          pre: pre === undefined ? 5 : ['alpha', 'beta', 'pre', 'rc'].indexOf(pre) + 1,
          preNumber: all.at(-3),
          post: post === undefined ? 0 : ['cvs', 'svn', 'git', 'hg', 'p'].indexOf(post) + 1,
          postNumber: all.at(-2),
          revision: all.at(-1),
        }
        expect(read).toEqual(match === null || !all.every(Number.isSafeInteger) ? undefined : expected)
      }),
      runs,
    )
  })

  test('a constraint is split as its regular expression splits it', () => {
    const constraints = text('a', 'so:', '.', '=', '~', '<', '>', '@', '@edge', '1', '-r0', '-', 'Z', '\n')
    fc.assert(
      fc.property(constraints, (constraint) => {
        const [, name = constraint, op = '', version = '', pin = ''] = CONSTRAINT.exec(constraint) ?? []
        const plain = name.startsWith('so:') && version !== '' && !/-r\d+$/.test(version)
        const read = parseApkoConstraint(constraint)
        const known = ['=', '>', '<', '>=', '<=', '~'].find((one) => one === (op === '=~' ? '~' : op))
        expect([read.name, read.op, read.version, read.pin]).toEqual([
          name,
          known,
          plain ? `0.${version}` : version,
          pin,
        ])
      }),
      runs,
    )
  })
})
