import { emptyPackageInfo, type PackageEntry } from '@nacre/apk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFacts, encodeFacts, type PackageFacts } from './package-facts.ts'

const number = fc.maxSafeInteger()
const text = fc.string({ unit: 'binary', maxLength: 12 })
const bytes = fc.uint8Array({ maxLength: 12 })

const entry: fc.Arbitrary<PackageEntry> = fc.record(
  {
    name: text,
    type: fc.constantFrom('file', 'hardlink', 'symlink', 'directory', 'char', 'block', 'fifo'),
    mode: number,
    uid: number,
    gid: number,
    uname: fc.constantFrom('root', 'nobody'),
    gname: fc.constantFrom('root', 'nobody'),
    size: number,
    mtime: number,
    linkname: text,
    devmajor: number,
    devminor: number,
    offset: number,
    xattrs: fc.dictionary(fc.constantFrom('user.a', 'security.capability'), bytes),
    checksum: fc.constantFrom('00', 'ff'),
  },
  {
    requiredKeys: [
      'name',
      'type',
      'mode',
      'uid',
      'gid',
      'uname',
      'gname',
      'size',
      'mtime',
      'linkname',
      'devmajor',
      'devminor',
      'offset',
      'xattrs',
    ],
  },
)

const info = text.map((description) => ({ ...emptyPackageInfo(), description }))

const facts: fc.Arbitrary<PackageFacts> = fc.record({
  checksum: text,
  info,
  control: fc.array(
    fc.record({ name: text, mode: number, uid: number, gid: number, uname: text, gname: text, content: bytes }),
    { maxLength: 3 },
  ),
  entries: fc.array(entry, { maxLength: 5 }),
  known: fc.record({ iniInfo: info, fileLines: bytes }, { requiredKeys: ['iniInfo'] }),
})

describe('facts of a package as bytes', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(facts, (given) => {
        expect(decodeFacts(encodeFacts(given))).toEqual(given)
      }),
    )
  })

  it('are absent where the bytes end early, anywhere before the lines of the database', () => {
    fc.assert(
      fc.property(facts, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, part) => {
        const whole = encodeFacts({ ...given, known: { iniInfo: given.info } })
        expect(decodeFacts(whole.subarray(0, Math.floor(whole.length * part)))).toBeUndefined()
      }),
    )
  })

  it('are absent where a column has another length than the names', () => {
    const { entries, ...rest } = fc.sample(facts, { numRuns: 1, seed: 1 })[0]!
    const file = fc.sample(entry, { numRuns: 1, seed: 1 })[0]!
    const whole = encodeFacts({
      ...rest,
      entries: [
        { ...file, name: 'a', size: 1 },
        { ...file, name: 'b', size: 2 },
      ],
    })
    const changed = Buffer.from(whole).toString('latin1').replace('"size":[1,2]', '"size":[1   ]')
    expect(decodeFacts(Buffer.from(changed, 'latin1'))).toBeUndefined()
  })

  it('are read of any bytes without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (any) => {
        expect(decodeFacts(any)).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.json(), (json) => {
        const length = new Uint8Array(4)
        const head = new TextEncoder().encode(json)
        new DataView(length.buffer).setUint32(0, head.length, true)
        expect(decodeFacts(Buffer.concat([length, head]))).toBeUndefined()
      }),
    )
  })
})
