import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ChunkCompressor,
  collect,
  compressChunks,
  createTar,
  gzip,
  readTar,
  scanTar,
  type TarInput,
  zstd,
} from '@nacre/archive'
import { afterAll, expect, test } from 'vitest'
import { describePeers } from './peer.ts'

const folder = mkdtempSync(join(tmpdir(), 'nacre-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const limit = 1 << 26
const long = (text: string, times: number) => text.repeat(times)
const owner = { uid: 1000, gid: 2 ** 22, uname: 'user', gname: 'grüppe', mtime: 1700000000 }
const entries: TarInput[] = [
  { header: { name: 'etc', type: 'directory', ...owner } },
  { header: { name: 'etc/motd', ...owner, mode: 0o640 }, content: Buffer.from('hello\n') },
  { header: { name: `${long('deep/', 20)}file`, ...owner }, content: new Uint8Array(512) },
  { header: { name: `${long('deep/', 60)}file`, ...owner }, content: new Uint8Array(513) },
  { header: { name: `${long('é', 90)}`, ...owner, mode: 0o4755 }, content: Buffer.from('x') },
  { header: { name: 'link', type: 'symlink', linkname: long('target/', 30), ...owner } },
  { header: { name: 'hard', type: 'hardlink', linkname: 'etc/motd', ...owner } },
  { header: { name: 'null', type: 'char', devmajor: 1, devminor: 3, ...owner } },
  { header: { name: 'pipe', type: 'fifo', ...owner } },
  { header: { name: 'xattr', pax: { 'SCHILY.xattr.user.note': 'v' }, ...owner }, content: Buffer.from('y') },
]
const tar = createTar(entries)

describePeers(['python3'], "Python's tarfile", () => {
  test('reads the same entries from what is written', () => {
    const program = `
import sys, tarfile, json, hashlib, io
out = []
for m in tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read())):
    content = tarfile.open
    out.append([m.name, m.type.decode(), m.mode, m.uid, m.gid, m.size, m.mtime, m.linkname, m.uname, m.gname, m.devmajor, m.devminor, m.offset_data, m.pax_headers.get('SCHILY.xattr.user.note')])
print(json.dumps(out))`
    const seen = JSON.parse(execFileSync('python3', ['-c', program], { input: tar, encoding: 'utf8' }))
    const flags = { file: '0', hardlink: '1', symlink: '2', char: '3', block: '4', directory: '5', fifo: '6' }
    const ours = scanTar(tar).map(({ header, offset }) => [
      header.name,
      flags[header.type],
      header.mode,
      header.uid,
      header.gid,
      header.size,
      header.mtime,
      header.linkname,
      header.uname,
      header.gname,
      header.devmajor,
      header.devminor,
      offset,
      header.pax['SCHILY.xattr.user.note'] ?? null,
    ])
    expect(seen).toEqual(ours)
  })

  test.each(['USTAR_FORMAT', 'GNU_FORMAT', 'PAX_FORMAT'])('writes %s that is read as it was', async (format) => {
    const program = `
import sys, tarfile, io
t = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.${format})
def add(name, type=tarfile.REGTYPE, size=0, **fields):
    m = tarfile.TarInfo(name); m.type = type; m.size = size; m.mtime = 1700000000
    for k, v in fields.items(): setattr(m, k, v)
    t.addfile(m, io.BytesIO(b'z' * size))
add('d', tarfile.DIRTYPE)
add('d/file', size=700, uid=1000, gid=1000, uname='user', gname='group')
add('d/' * 45 + 'file', size=1)
add('p/' * 70 + 'q' * 90, size=2)
add('s', tarfile.SYMTYPE, linkname='t' * 100)
if '${format}' != 'USTAR_FORMAT':
    add('n' * 300, size=3)
    add('l', tarfile.SYMTYPE, linkname='t' * 300)
    add('big', uid=3000000)
t.close()`
    const archive = execFileSync('python3', ['-c', program])
    const seen = []
    for await (const { header, body } of readTar(archive))
      seen.push([header.name, header.linkname, header.uid, (await collect(body, { limit })).length])
    const common = [
      ['d', '', 0, 0],
      ['d/file', '', 1000, 700],
      [`${long('d/', 45)}file`, '', 0, 1],
      [long('p/', 70) + long('q', 90), '', 0, 2],
      ['s', long('t', 100), 0, 0],
    ]
    const more = [
      [long('n', 300), '', 0, 3],
      ['l', long('t', 300), 0, 0],
      ['big', '', 3000000, 0],
    ]
    expect(seen).toEqual(format === 'USTAR_FORMAT' ? common : [...common, ...more])
  })
})

describePeers(['tar'], 'GNU tar', () => {
  test('lists what is written, without a complaint', () => {
    const listed = execFileSync(
      'tar',
      ['--list', '--file=-', '--quoting-style=literal', '--warning=no-unknown-keyword'],
      { input: tar, encoding: 'utf8' },
    )
    expect(
      listed
        .trimEnd()
        .split('\n')
        .map((name) => name.replace(/\/$/, '')),
    ).toEqual(entries.map(({ header }) => header.name))
  })

  test.each(['ustar', 'gnu', 'posix', 'oldgnu', 'v7'])('writes --format=%s that is read', (format) => {
    const root = join(folder, format)
    const deep = format === 'v7' ? 'd/e' : `${long('directory/', 12)}x`
    mkdirSync(join(root, deep), { recursive: true })
    writeFileSync(join(root, deep, 'file'), long('z', 1234))
    symlinkSync('some/where', join(root, 'link'))
    const archive = execFileSync('tar', [
      '--create',
      '--file=-',
      `--format=${format}`,
      '--sort=name',
      '--directory',
      root,
      '.',
    ])
    const found = scanTar(archive).filter(({ header }) => header.type !== 'directory')
    expect(found.map(({ header }) => [header.name, header.type, header.size, header.linkname])).toEqual([
      [`./${deep}/file`, 'file', 1234, ''],
      ['./link', 'symlink', 0, 'some/where'],
    ])
  })

  test.each(['gnu', 'posix'])('writes a sparse file with --format=%s, which is refused', (format) => {
    const file = join(folder, 'sparse')
    execFileSync('truncate', ['--size=10M', file])
    const archive = execFileSync('tar', [
      '--create',
      '--file=-',
      `--format=${format}`,
      '--sparse',
      '--directory',
      folder,
      'sparse',
    ])
    expect(() => scanTar(archive)).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_TAR_TYPE' }))
  })
})

const chunks = [tar, new Uint8Array(1 << 20).fill(1), Buffer.from('end')]

describePeers(['gzip'], 'gzip', () => {
  test('expands members and joined chunks, and finds nothing wrong', async () => {
    for (const bytes of [
      await gzip(tar),
      await collect(compressChunks(chunks, new ChunkCompressor({ codec: 'gzip' })), { limit }),
    ]) {
      execFileSync('gzip', ['--test', '--verbose'], { input: bytes, stdio: ['pipe', 'ignore', 'ignore'] })
    }
    const expanded = execFileSync('gzip', ['--decompress', '--stdout'], {
      input: await collect(compressChunks(chunks, new ChunkCompressor({ codec: 'gzip' })), { limit }),
      maxBuffer: limit,
    })
    expect(Buffer.compare(expanded, Buffer.concat(chunks))).toBe(0)
  })
})

describePeers(['zstd'], 'zstd', () => {
  test('expands frames and joined chunks', async () => {
    expect(Buffer.compare(execFileSync('zstd', ['-d', '-c'], { input: await zstd(tar) }), tar)).toBe(0)
    const joined = await collect(compressChunks(chunks, new ChunkCompressor({ codec: 'zstd' })), { limit })
    expect(
      Buffer.compare(execFileSync('zstd', ['-d', '-c'], { input: joined, maxBuffer: limit }), Buffer.concat(chunks)),
    ).toBe(0)
  })
})
