import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  collect,
  createTar,
  gunzip,
  gunzipMember,
  gzipMembers,
  hash,
  readTar,
  scanTar,
  type TarEntryIndex,
  toHex,
} from '@nacre/archive'
import { describe, expect, test } from 'vitest'
import { dataRoot, testData } from './data.ts'

const limit = 1 << 30
const sets = ['alpine/iso-3.19.1', 'alpine/iso-3.13.4', 'alpine/v3.19-extra', 'wolfi-reconstituted', 'wolfi/signed']

function packagesIn(set: string): string[] {
  const root = testData(join('data', set))
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.apk'))
    .map((name) => join(root, name))
    .sort()
}

describe.skipIf(!dataRoot).each(sets)('every package of %s', (set) => {
  test('is split, expanded and listed alike by all readers, each checksum right', async () => {
    for (const path of packagesIn(set)) {
      const file = readFileSync(path)
      const plain = await gunzip(file, { limit })
      expect(Buffer.compare(plain, gunzipSync(file)), path).toBe(0)
      let at = 0
      for await (const member of gzipMembers(file, { limit })) {
        const whole = gunzipMember(file, at, { limit })
        const listed: TarEntryIndex[] = scanTar(whole.data, { dialect: 'apk' })
        expect(listed.length, path).toBeGreaterThan(0)
        let i = 0
        for await (const { header, offset, headerOffset, body } of readTar(member.data, { dialect: 'apk' })) {
          expect({ header, offset, headerOffset }).toEqual(listed[i++])
          const content = await collect(body, { limit })
          const checksum = header.pax['APK-TOOLS.checksum.SHA1']
          if (header.type === 'file' && checksum !== undefined)
            expect(toHex(hash('sha1', content)), `${path} ${header.name}`).toBe(checksum)
        }
        expect(i).toBe(listed.length)
        at = whole.end
        expect(member.end).toBe(at)
      }
      expect(at).toBe(file.length)
    }
  })

  test('has entries that are read as they were after being written again', () => {
    for (const path of packagesIn(set)) {
      const file = readFileSync(path)
      for (let at = 0; at < file.length; ) {
        const { data, end } = gunzipMember(file, at, { limit })
        const entries = scanTar(data, { dialect: 'apk' })
        const written = createTar(
          entries.map(({ header, offset }) => ({ header, content: data.subarray(offset, offset + header.size) })),
        )
        const again = scanTar(written, { dialect: 'apk' })
        expect(again.map(({ header }) => ({ ...header, pax: kept(header.pax) }))).toEqual(
          entries.map(({ header }) => ({ ...header, pax: kept(header.pax) })),
        )
        at = end
      }
    }
  })
})

/** The records that are not made from fields. */
function kept(pax: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(pax).filter(([key]) => key.includes('.')))
}
