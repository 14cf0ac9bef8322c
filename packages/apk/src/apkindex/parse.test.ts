import { encodeText } from '@nacre/archive'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApkError } from '../error.ts'
import { formatIndex } from './format.ts'
import { parseIndex } from './parse.ts'

const one = 'C:Q1pSfbPOSZpoRPTyaWNOpHcdQnJiM=\nP:a\nV:1-r0\n'

describe('parseIndex', () => {
  it('reads every field letter', () => {
    const text =
      'C:Q1x\nP:curl\nV:8.5.0-r0\nA:x86_64\nS:10\nI:20\nT:a b\nU:https://c\nL:MIT\no:o\nm:M <m@x>\nt:30\nc:abc\nk:7\nD:a b>=1\np:cmd:curl=8.5.0-r0\ni:x y\n\n'
    expect(parseIndex(text)).toEqual([
      {
        checksum: 'Q1x',
        name: 'curl',
        version: '8.5.0-r0',
        arch: 'x86_64',
        size: 10,
        installedSize: 20,
        description: 'a b',
        url: 'https://c',
        license: 'MIT',
        origin: 'o',
        maintainer: 'M <m@x>',
        buildTime: 30,
        commit: 'abc',
        providerPriority: 7,
        depends: ['a', 'b>=1'],
        provides: ['cmd:curl=8.5.0-r0'],
        installIf: ['x', 'y'],
      },
    ])
  })

  it('keeps the last record whether an empty line, a line break or nothing follows it', () => {
    for (const end of ['', '\n', '\n\n', '\n\n\n']) {
      expect(parseIndex(`${one}\n${one.replace('P:a', 'P:b').trimEnd()}${end}`).map(({ name }) => name)).toEqual([
        'a',
        'b',
      ])
    }
  })

  it('appends a repeated list field and replaces a repeated scalar', () => {
    const [record] = parseIndex(`${one}D:x\nD:y  z\nT:first\nT:second\n`)
    expect(record).toMatchObject({ depends: ['x', 'y', 'z'], description: 'second' })
  })

  it('takes any line of fewer than two characters as the end of a record', () => {
    expect(parseIndex(`${one}x\n${one}`)).toHaveLength(2)
  })

  it('ignores installed-database letters and unknown lower case, and bars records with unknown upper case', () => {
    expect(parseIndex(`${one}F:x\nR:y\nz:new\nr:a\n`)[0]).not.toHaveProperty('uninstallable')
    expect(parseIndex(`${one}X:new\n`)[0]?.uninstallable).toBe('unknown field X:')
  })

  it('reads bytes as UTF-8', () => {
    expect(parseIndex(new TextEncoder().encode(`${one}m:Sören Ł\n`))[0]?.maintainer).toBe('Sören Ł')
  })

  it('keeps bytes that are not UTF-8, so that writing gives them back', () => {
    const bytes = Uint8Array.of(
      ...new TextEncoder().encode(`${one}S:0\nI:0\nT:`),
      0xff,
      0xfe,
      10,
      85,
      58,
      10,
      76,
      58,
      10,
      10,
    )
    expect(encodeText(formatIndex(parseIndex(bytes)))).toEqual(bytes)
  })

  it.each([
    ['ERR_APK_INDEX_LINE', `${one}junk\n`],
    ['ERR_APK_INDEX_RECORD', 'P:a\nV:1\n'],
    ['ERR_APK_INDEX_RECORD', 'C:Q1x\nV:1\n'],
    ['ERR_APK_INDEX_RECORD', 'C:Q1x\nP:a\n'],
    ['ERR_APK_INDEX_NUMBER', `${one}S:-1\n`],
    ['ERR_APK_INDEX_NUMBER', `${one}I:99999999999999999\n`],
    ['ERR_APK_INDEX_NUMBER', `${one}k:0x10\n`],
  ])('refuses with %s: %j', (code, text) => {
    expect(() => parseIndex(text)).toThrow(expect.objectContaining({ code }))
  })

  it('leaves out what is faulty, and only that, when faults are listened to', () => {
    const faults: string[] = []
    const text = `${one}\nP:b\nV:1\n\n${one}junk\n\n${one.replace('P:a', 'P:c')}`
    const records = parseIndex(text, { onFault: (fault) => faults.push(fault.code) })
    expect(records.map(({ name }) => name)).toEqual(['a', 'c'])
    expect(faults).toEqual(['ERR_APK_INDEX_RECORD', 'ERR_APK_INDEX_LINE'])
  })

  it('accepts records without identity where that is allowed, as apko does', () => {
    expect(parseIndex('P:a\nV:1\n', { allowMissingChecksum: true })).toHaveLength(1)
  })

  it('throws nothing but coded errors, whatever the text', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('', 'C:Q1x', 'P:a', 'V:1', 'S:5', 'D:a b', 'X:y'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        try {
          for (const { name, version } of parseIndex(lines.join('\n'))) expect(name !== '' && version !== '').toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(ApkError)
        }
      }),
    )
  })
})
