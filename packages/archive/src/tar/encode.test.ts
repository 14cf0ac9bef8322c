import { describe, expect, test } from 'vitest'
import { createTar } from './create.ts'
import { encodeTarHeader } from './encode.ts'
import { TAR_END, tarPadding } from './header.ts'
import { scanTar } from './scan.ts'

describe('defaults', () => {
  test.each([
    ['file', 0o644],
    ['directory', 0o755],
    ['symlink', 0o777],
  ] as const)('the mode of a %s is %i', (type, mode) => {
    expect(scanTar(createTar([{ header: { name: 'x', type, linkname: 'y' } }]))[0]?.header.mode).toBe(mode)
  })

  test('nothing of the machine gets in', () => {
    expect(scanTar(createTar([{ header: { name: 'x' } }]))[0]?.header).toEqual({
      name: 'x',
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: 0,
      mtime: 0,
      linkname: '',
      uname: '',
      gname: '',
      devmajor: 0,
      devminor: 0,
      pax: {},
    })
  })
})

test('a directory is written without a trailing slash', () => {
  expect(encodeTarHeader({ name: 'a/', type: 'directory' })).toEqual(encodeTarHeader({ name: 'a', type: 'directory' }))
})

test('records that only repeat a field are made from the field', () => {
  const plain = encodeTarHeader({ name: 'x', mtime: 5 })
  expect(
    encodeTarHeader({ name: 'x', mtime: 5, pax: { mtime: '5.5', path: 'y', atime: '1', 'GNU.sparse.major': '1' } }),
  ).toEqual(plain)
})

test('the end is two blocks of zeros, or left out', () => {
  const entry = { header: { name: 'x' }, content: Uint8Array.of(1) }
  const open = createTar([entry], { end: false })
  expect(open.length).toBe(1024)
  expect(createTar([entry])).toEqual(new Uint8Array([...open, ...TAR_END]))
})

test.each([
  [0, 0],
  [1, 511],
  [511, 1],
  [512, 0],
  [2 ** 40 + 1, 511],
])('%i bytes are followed by %i zeros', (size, padding) => {
  expect(tarPadding(size).length).toBe(padding)
})

test.each([
  ['an empty name', { name: '' }, 'TAR_NAME'],
  ['the root with slashes only', { name: '//', type: 'directory' }, 'TAR_NAME'],
  ['a file name with a trailing slash', { name: 'x/' }, 'TAR_NAME'],
  ['a link without target', { name: 'x', type: 'symlink' }, 'TAR_NAME'],
  ['NUL in a name', { name: 'a\0b' }, 'TAR_NAME'],
  ['NUL in an owner', { name: 'a', uname: 'r\0' }, 'TAR_NAME'],
  ['a negative size', { name: 'a', size: -1 }, 'TAR_NUMBER'],
  ['a fraction', { name: 'a', mtime: 1.5 }, 'TAR_NUMBER'],
  ['a mode that does not fit', { name: 'a', mode: 2 ** 21 }, 'TAR_NUMBER'],
  ['a device number that does not fit', { name: 'a', type: 'char', devminor: 2 ** 21 }, 'TAR_NUMBER'],
  ['a PAX key with an equals sign', { name: 'a', pax: { 'a=b': '' } }, 'TAR_PAX'],
] as const)('%s is refused', (_name, header, code) => {
  expect(() => encodeTarHeader(header)).toThrow(expect.objectContaining({ code: `ERR_ARCHIVE_${code}` }))
})
