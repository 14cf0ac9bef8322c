import { concatBytes, encodeText } from '@nacre/archive'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApkError } from '../../error.ts'
import type { IndexRecord } from '../../metadata/metadata.ts'
import { parseIndex } from '../parse.ts'
import { hashText } from './byte-hash.ts'
import type { IndexTable } from './index-table.ts'
import { packIndex, unpackIndex } from './packed-form.ts'
import { PackedTable } from './packed-table.ts'
import { RecordTable } from './record-table.ts'
import { scanIndexText } from './scan-text.ts'

const IDENTITIES = [
  'Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  'Q1AAAAAAAAAAAAAAAAAAAAAAAAAAE=',
  'Q1BAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  'x',
  'Q2é',
]
const NAMES = ['a', 'b', 'so:libé.so.1', 'cmd:a', 'py3.12:x', '']
const expression = fc
  .tuple(fc.constantFrom('', '', '!'), fc.constantFrom(...NAMES), fc.constantFrom('', '=1', '<2-r0', '~', '=>3'))
  .map((parts) => parts.join(''))
const line = fc.oneof(
  fc.constantFrom(...IDENTITIES).map((identity) => `C:${identity}`),
  fc.constantFrom(...NAMES, 'b').map((name) => `P:${name}`),
  fc.constantFrom(
    'V:1',
    'V:2-r0',
    'S:12',
    'I:',
    't:9007199254740993',
    'k:x',
    'A:x86_64',
    'T:é text',
    'Z:1',
    'X:?',
    ' ',
    '',
  ),
  fc.array(expression, { maxLength: 4 }).map((words) => `p:${words.join(' ')}`),
  fc.array(expression, { maxLength: 3 }).map((words) => `i:${words.join('  ')} `),
  fc.array(expression, { maxLength: 3 }).map((words) => `D:${words.join(' ')}`),
)
const record = fc
  .tuple(fc.constantFrom(...IDENTITIES), fc.constantFrom(...NAMES, 'b'), fc.array(line, { maxLength: 5 }))
  .map(([identity, name, lines]) => `C:${identity}\nP:${name}\nV:1\n${lines.join('\n')}\n`)
const texts = fc.array(record, { maxLength: 8 }).map((records) => records.join('\n'))

describe('the table of a text', () => {
  test('holds what the parser makes of the text, by the names and identities of its records', () => {
    let read = 0
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
        const sections = scanIndexText(encodeText(text))
        if (sections === undefined) return
        read++
        const records = parseIndex(text)
        const table = new PackedTable(sections)
        expect(table.records()).toEqual(records)
        expectSame(table, new RecordTable(records))
      }),
      { numRuns: 2000 },
    )
    expect(read).toBeGreaterThan(200)
  })

  test('is not made of a text that the parser refuses', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const text = lines.join('\n')
        if (refuses(text)) expect(scanIndexText(encodeText(text))).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  test('is not made where names are chosen to collide', () => {
    const names = collidingNames(400)
    const text = `C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:a\nV:1\np:${names.join(' ')}\n\n`
    expect(scanIndexText(encodeText(text))).toBeUndefined()
    expect(parseIndex(text)[0]!.provides).toHaveLength(400)
  })
})

describe('the kept form of a table', () => {
  const text = Array.from(
    { length: 20 },
    (_, i) => `C:Q1AAAAAAAAAAAAAAAAAAAAAAAAA${'ABCDEFGHIJKLMNOPQRST'[i]}A=\nP:p${i}\nV:${i}\np:v${i % 3} w=1\ni:p1\n`,
  ).join('\n')
  const facts = Uint8Array.of(1, 2, 3)
  const packed = concatBytes(packIndex({ sections: scanIndexText(encodeText(text))!, facts }))

  test('is read back as it was', () => {
    for (const bytes of [packed, concatBytes([Uint8Array.of(0), packed]).subarray(1)]) {
      const form = unpackIndex(bytes)!
      expect(form.facts).toEqual(facts)
      const table = new PackedTable(form.sections)
      expect(table.record(3)).toBe(table.record(3))
      expectSame(table, new RecordTable(parseIndex(text)))
    }
  })

  test('that was changed is refused, or leads nowhere outside, and never without an end', () => {
    const change = fc.tuple(fc.nat(packed.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(packed.length), (changes, length) => {
        const bytes = packed.slice(0, length % 5 === 0 ? length : undefined)
        for (const [at, byte] of changes) bytes[at] = byte
        const form = unpackIndex(bytes)
        if (form === undefined) return
        const table = new PackedTable(form.sections)
        for (let name = 0; name < table.names; name++) {
          table.find(table.name(name))
          for (const position of [...table.bearers(name), ...table.conditioned(name)]) {
            expect(position).toBeLessThan(table.size)
          }
        }
        expect(table.withChecksum(parseIndex(text)[0]!.checksum)).toBeLessThan(table.size)
        for (let position = 0; position < table.size; position++) tryRecord(table, position)
      }),
      { numRuns: 3000 },
    )
  })
})

function expectSame(table: IndexTable, other: IndexTable): void {
  const names = Array.from({ length: other.names }, (_, number) => other.name(number))
  expect(Array.from({ length: table.names }, (_, number) => table.name(number))).toEqual(names)
  expect(table.size).toBe(other.size)
  for (const [number, name] of names.entries()) {
    expect(table.find(name)).toBe(number)
    expect([...table.bearers(number)]).toEqual([...other.bearers(number)])
    expect([...table.conditioned(number)]).toEqual([...other.conditioned(number)])
  }
  expect(table.find('not there')).toBe(-1)
  for (const { checksum } of other.records()) expect(table.withChecksum(checksum)).toBe(other.withChecksum(checksum))
}

function tryRecord(table: IndexTable, position: number): IndexRecord | undefined {
  try {
    return table.record(position)
  } catch (error) {
    expect(error).toBeInstanceOf(ApkError)
    return undefined
  }
}

function refuses(text: string): boolean {
  try {
    parseIndex(text)
    return false
  } catch {
    return true
  }
}

/** Names that all begin their search at one slot of any table of up to 4096. */
function collidingNames(count: number): string[] {
  const names: string[] = []
  for (let i = 0; names.length < count; i++) if ((hashText(`n${i}`) & 4095) === 7) names.push(`n${i}`)
  return names
}
