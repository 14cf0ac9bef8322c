import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { collect } from '../source.ts'
import { createTar } from './create.ts'
import { encodeTarHeader } from './encode.ts'
import { TAR_END, tarPadding } from './header.ts'
import type { TarReadOptions } from './limits.ts'
import { formatPax } from './pax.ts'
import { readTar } from './read.ts'
import { scanTar } from './scan.ts'
import { decodeText, encodeText } from './text.ts'

/** A header block of any type, with content, as a writer that means harm could make it. */
function block(
  typeflag: string,
  name: string,
  content = '',
  change: (block: Uint8Array) => void = () => {},
): Uint8Array {
  const bytes = encodeText(content)
  const header = encodeTarHeader({ name: 'x', size: bytes.length })
  header.set(encodeText(name.padEnd(1, '\0')))
  header[156] = typeflag.charCodeAt(0)
  change(header)
  return concatBytes([resum(header), bytes, tarPadding(bytes.length)])
}

function resum(header: Uint8Array): Uint8Array {
  header.fill(32, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.set(encodeText(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return header
}

function put(at: number, text: string): (header: Uint8Array) => void {
  return (header) => header.set(encodeText(text), at)
}

/** Both readers must agree: on the entries, or on the code of the error. */
async function read(tar: Uint8Array, options: TarReadOptions = {}) {
  const outcome = async (run: () => unknown) => {
    try {
      return await run()
    } catch (error) {
      return error
    }
  }
  const scanned = await outcome(() => scanTar(tar, options))
  for (const size of [tar.length, 1000, 512, 100]) {
    const pieces = Array.from({ length: Math.ceil(tar.length / size) }, (_, i) =>
      tar.subarray(i * size, (i + 1) * size),
    )
    const streamed = await outcome(async () => {
      const entries = []
      for await (const { header, offset, headerOffset } of readTar(pieces, options))
        entries.push({ header, offset, headerOffset })
      return entries
    })
    if (scanned instanceof Error) expect(streamed).toMatchObject({ code: 'code' in scanned ? scanned.code : '' })
    else expect(streamed).toEqual(scanned)
  }
  if (scanned instanceof Error) throw scanned
  return scanTar(tar, options)
}

const code = (name: string) => ({ code: `ERR_ARCHIVE_${name}` })
const apk = { dialect: 'apk' } as const

describe('well-formed archives', () => {
  test('entries of all types come with their offsets', async () => {
    const tar = createTar([
      { header: { name: 'd', type: 'directory' } },
      { header: { name: 'd/f' }, content: new Uint8Array(700) },
      { header: { name: 'd/é'.repeat(40), pax: { k: 'v' } }, content: new Uint8Array(1) },
      { header: { name: 'h', type: 'hardlink', linkname: 'd/f' } },
      { header: { name: 's', type: 'symlink', linkname: 'd' } },
      { header: { name: 'c', type: 'char', devmajor: 1, devminor: 3 } },
      { header: { name: 'b', type: 'block', devmajor: 8 } },
      { header: { name: 'p', type: 'fifo' } },
    ])
    const entries = await read(tar)
    expect(entries.map(({ header, offset, headerOffset }) => [header.type, offset, headerOffset])).toEqual([
      ['directory', 512, 0],
      ['file', 1024, 512],
      ['file', 3584, 2048],
      ['hardlink', 4608, 4096],
      ['symlink', 5120, 4608],
      ['char', 5632, 5120],
      ['block', 6144, 5632],
      ['fifo', 6656, 6144],
    ])
    expect(entries[2]?.header).toMatchObject({ name: 'd/é'.repeat(40), pax: { k: 'v' } })
    expect(entries[5]?.header).toMatchObject({ devmajor: 1, devminor: 3 })
  })

  test('the end may be missing, one block or many', async () => {
    const entry = encodeTarHeader({ name: 'x' })
    for (const zeros of [0, 512, 1024, 10_240])
      expect(await read(concatBytes([entry, new Uint8Array(zeros)]))).toHaveLength(1)
    expect(await read(new Uint8Array(0))).toEqual([])
    expect(await read(TAR_END)).toEqual([])
  })

  test('a directory has no trailing slash', async () => {
    expect((await read(block('5', 'a/b//'), apk))[0]?.header.name).toBe('a/b')
    expect((await read(block('5', '/')))[0]?.header.name).toBe('/')
  })
})

describe('damage', () => {
  const tar = createTar([{ header: { name: 'x' }, content: new Uint8Array(600) }])

  test('an archive cut within an entry is truncated', async () => {
    for (const length of [1, 511, 513, 1111, 1112, 1535])
      await expect(read(tar.subarray(0, length))).rejects.toMatchObject(code('TRUNCATED'))
  })

  test('a size beyond the end is truncated', async () => {
    await expect(read(block('0', 'x', '', put(124, '00000001000')))).rejects.toMatchObject(code('TRUNCATED'))
  })

  test('an extended header with no entry after it is truncated', async () => {
    await expect(read(concatBytes([block('x', 'x', '6 a=b\n'), TAR_END]))).rejects.toMatchObject(code('TRUNCATED'))
    await expect(read(block('L', 'x', 'name'))).rejects.toMatchObject(code('TRUNCATED'))
  })

  test('every change to a header block is met by its checksum', async () => {
    for (let at = 0; at < 512; at += 11) {
      if (at >= 148 && at < 156) continue
      const changed = tar.slice()
      changed[at]! ^= 0x41
      await expect(read(changed), `byte ${at}`).rejects.toMatchObject(code('TAR_CHECKSUM'))
    }
  })

  test('the sum of signed bytes is accepted, as old writers made it', async () => {
    const header = encodeTarHeader({ name: 'x' })
    header.set([0xc3, 0xa9], 1)
    header.fill(32, 148, 156)
    const signed = header.reduce((total, byte) => total + (byte < 128 ? byte : byte - 256), 0)
    header.set(encodeText(`${signed.toString(8).padStart(6, '0')}\0 `), 148)
    expect((await read(header))[0]?.header.name).toBe('xé')
  })

  test('data after the end are refused', async () => {
    await expect(read(concatBytes([tar, Uint8Array.of(1)]))).rejects.toMatchObject(code('TAR_TRAILING'))
    await expect(read(concatBytes([tar, tar]))).rejects.toMatchObject(code('TAR_TRAILING'))
    await expect(read(concatBytes([tar.subarray(0, -512), tar]))).rejects.toMatchObject(code('TAR_TRAILING'))
  })
})

describe('PAX extended headers', () => {
  const with_ = (...records: [string, string][]) => {
    const text = decodeText(formatPax(new Map(records)))
    return concatBytes([block('x', 'PaxHeaders.0/x', text), block('0', 'short', 'content')])
  }

  test('pax: path, linkpath, numbers, times and names replace the fields', async () => {
    const [entry] = await read(
      with_(
        ['path', 'long/name'],
        ['uid', '3000000'],
        ['gid', '7'],
        ['mtime', '12.9'],
        ['uname', 'ü'],
        ['gname', 'g'],
        ['size', '7'],
      ),
    )
    expect(entry?.header).toMatchObject({
      name: 'long/name',
      uid: 3000000,
      gid: 7,
      mtime: 12,
      uname: 'ü',
      gname: 'g',
      size: 7,
    })
    expect(entry?.header.pax).toMatchObject({ mtime: '12.9', path: 'long/name' })
  })

  test('apk: only path and linkpath replace a field, the rest is there raw', async () => {
    const [entry] = await read(with_(['path', 'long'], ['uid', '9'], ['mtime', '12'], ['size', '999']), apk)
    expect(entry?.header).toMatchObject({ name: 'long', uid: 0, mtime: 0, size: 7, pax: { size: '999' } })
  })

  test('they hold for one entry only', async () => {
    const entries = await read(concatBytes([with_(['path', 'long']), block('0', 'next')]))
    expect(entries.map(({ header }) => header.name)).toEqual(['long', 'next'])
    expect(entries[1]?.header.pax).toEqual({})
  })

  test('a global header is skipped, if well-formed', async () => {
    const entry = block('0', 'x')
    expect((await read(concatBytes([block('g', 'g', '10 path=y\n'), entry])))[0]?.header).toMatchObject({
      name: 'x',
      pax: {},
    })
    await expect(read(concatBytes([block('g', 'g', '11 path=y\n'), entry]))).rejects.toMatchObject(code('TAR_PAX'))
  })

  test.each([
    ['a size that is no number', [['size', '1x']], 'TAR_NUMBER'],
    ['a negative size', [['size', '-1']], 'TAR_HEADER'],
    ['a negative uid', [['uid', '-1']], 'TAR_HEADER'],
    ['a size beyond the end', [['size', '99999']], 'TRUNCATED'],
    ['an empty path', [['path', '']], 'TAR_NAME'],
    ['a path with NUL', [['path', 'a\0b']], 'TAR_NAME'],
    ['a sparse file', [['GNU.sparse.major', '1']], 'TAR_TYPE'],
  ] as [string, [string, string][], string][])('%s is refused', async (_name, records, expected) => {
    await expect(read(with_(...records))).rejects.toMatchObject(code(expected))
  })

  test('a sparse file is refused by apk too, which would take its map for content', async () => {
    await expect(read(with_(['GNU.sparse.major', '1']), apk)).rejects.toMatchObject(code('TAR_TYPE'))
  })

  test('two before one entry are refused', async () => {
    await expect(
      read(concatBytes([block('x', 'x', '6 a=b\n'), block('x', 'x', '6 a=b\n'), block('0', 'x')])),
    ).rejects.toMatchObject(code('TAR_HEADER'))
  })
})

describe('GNU and old archives', () => {
  test('long names (L) are used; long link targets (K) by pax, skipped by apk', async () => {
    const tar = concatBytes([
      block('L', '././@LongLink', `${'n'.repeat(200)}\0`),
      block('K', '././@LongLink', `${'t'.repeat(200)}\0`),
      block('2', 'cut', '', put(157, 'cut')),
    ])
    expect((await read(tar))[0]).toMatchObject({
      header: { name: 'n'.repeat(200), linkname: 't'.repeat(200) },
      headerOffset: 0,
    })
    expect((await read(tar, apk))[0]?.header).toMatchObject({ name: 'n'.repeat(200), linkname: 'cut' })
  })

  test('a prefix is joined: by pax for the POSIX magic, by apk always', async () => {
    const posix = block('0', 'name', '', put(345, 'some/where'))
    const gnu = block('0', 'name', '', (header) => {
      put(257, 'ustar  \0')(header)
      put(345, 'some/where')(header)
    })
    expect((await read(posix))[0]?.header.name).toBe('some/where/name')
    expect((await read(gnu))[0]?.header.name).toBe('name')
    expect((await read(gnu, apk))[0]?.header.name).toBe('some/where/name')
  })

  test('V7 headers are read by pax, refused by apk', async () => {
    const v7 = (name: string) => block('\0', name, '', (header) => header.fill(0, 257))
    expect((await read(v7('file')))[0]?.header).toMatchObject({ type: 'file', name: 'file' })
    expect((await read(v7('folder/')))[0]?.header).toMatchObject({ type: 'directory', name: 'folder' })
    await expect(read(v7('file'), apk)).rejects.toMatchObject(code('TAR_HEADER'))
    await expect(read(block('\0', 'file'), apk)).rejects.toMatchObject(code('TAR_TYPE'))
  })

  test('a contiguous file (7) is a file', async () => {
    expect((await read(block('7', 'x', 'abc'), apk))[0]?.header).toMatchObject({ type: 'file', size: 3 })
  })

  test.each(['S', 'D', 'M', 'V', 'N', 'A', '8', ' '])('type %j is refused', async (typeflag) => {
    await expect(read(block(typeflag, 'x'))).rejects.toMatchObject(code('TAR_TYPE'))
    await expect(read(block(typeflag, 'x'), apk)).rejects.toMatchObject(code('TAR_TYPE'))
  })

  test('a link that claims content is refused by apk, and has none for pax', async () => {
    const link = block('2', 'x', '', (header) => {
      put(124, '00000000010')(header)
      put(157, 'target')(header)
    })
    expect((await read(concatBytes([link, TAR_END])))[0]?.header.size).toBe(0)
    await expect(read(link, apk)).rejects.toMatchObject(code('TAR_HEADER'))
  })

  test('base-256 sizes are read by pax and refused by apk; negative ones by both', async () => {
    const base256 = (first: number, last: number) =>
      block('0', 'x', 'abc', (header) => {
        header.fill(first === 0xff ? 0xff : 0, 124, 136)
        header[124] = first
        header[135] = last
      })
    expect((await read(base256(0x80, 3)))[0]?.header.size).toBe(3)
    await expect(read(base256(0x80, 3), apk)).rejects.toMatchObject(code('TAR_NUMBER'))
    await expect(read(base256(0xff, 0xff))).rejects.toMatchObject(code('TAR_HEADER'))
  })
})

describe('limits', () => {
  const many = createTar(
    Array.from({ length: 5 }, (_, i) => ({ header: { name: `f${i}` }, content: new Uint8Array(100) })),
  )

  test.each([
    ['entries', many, { maxEntries: 4 }],
    ['archive size', many, { maxSize: 2000 }],
    ['PAX header size', createTar([{ header: { name: 'x', pax: { k: 'v'.repeat(200) } } }]), { maxPaxBytes: 100 }],
    ['name length', createTar([{ header: { name: 'n'.repeat(300) } }]), { maxNameBytes: 299 }],
    ['name length in bytes', createTar([{ header: { name: 'é'.repeat(30) } }]), { maxNameBytes: 59 }],
    [
      'link target length',
      createTar([{ header: { name: 'x', type: 'symlink', linkname: 'n'.repeat(300) } }]),
      { maxNameBytes: 299 },
    ],
    ['GNU long name', concatBytes([block('L', 'x', 'n'.repeat(5000)), block('0', 'x')]), {}],
  ] as [string, Uint8Array, TarReadOptions][])('%s', async (_name, tar, options) => {
    await expect(read(tar, options)).rejects.toMatchObject(code('LIMIT'))
  })

  test('as much as the limit is accepted', async () => {
    expect(await read(many, { maxEntries: 5, maxSize: many.length, maxNameBytes: 2 })).toHaveLength(5)
  })

  test('a size of 8 GiB ends reading before it is read', async () => {
    const source = async function* () {
      yield block('0', 'x', '', put(124, '77777777777'))
      throw new Error('read on')
    }
    const reading = async () => {
      for await (const entry of readTar(source(), { maxSize: 1 << 20 })) await collect(entry.body, { limit: 1 })
    }
    await expect(reading()).rejects.toMatchObject(code('LIMIT'))
  })
})
