import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ApkPackage,
  createAdbPackage,
  generateKey,
  Keyring,
  openPackage,
  readIndex,
  type ScriptType,
  type SigningKey,
  writeAdbIndex,
} from '@nacre/apk'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Dumped, dumpAdb } from './adb-dump.ts'
import { dataRoot, testData } from './data.ts'

const plain = { compression: { algorithm: 'none' } } as const

interface DumpedPackage {
  [field: string]: Dumped
  info: { [field: string]: Dumped }
  paths: { name?: string; acl: Dumped; files?: { [field: string]: Dumped }[] }[]
}

describe('a v3 package, seen by a second reader', () => {
  it('has every field where the schemas put it', async () => {
    const file = await createAdbPackage({
      info: {
        name: 'a',
        version: '1.0-r0',
        description: 'd'.repeat(300),
        arch: 'x86_64',
        license: 'MIT',
        origin: 'o',
        maintainer: 'm',
        url: 'u',
        commit: '0123456789abcdef0123456789abcdef01234567',
        buildTime: 2 ** 33,
        providerPriority: 7,
        depends: ['!x', 'so:a.so.1', 'b>=1'],
        provides: ['cmd:a=1.0-r0'],
        replaces: ['c<2'],
        installIf: ['a=1.0-r0', 'd'],
        recommends: ['e~1'],
        layer: 1,
        tags: ['t1', 't2'],
        triggers: ['/usr/*', '+/etc'],
        replacesPriority: 3,
      },
      files: {
        'usr/x': {
          content: 'x',
          mode: 0o4711,
          mtime: 5,
          uname: 'u',
          gname: 'g',
          xattrs: { 'user.a': Uint8Array.of(0, 255) },
        },
        'usr/y': { type: 'hardlink', linkname: 'usr/x' },
        'usr/l': { linkname: 'x', mtime: 6 },
        'usr/d': { type: 'block', devmajor: 8, devminor: 1, mtime: 7, mode: 0o660 },
      },
      scripts: {
        trigger: 't',
        'pre-install': 'a',
        'post-install': 'b',
        'pre-deinstall': 'c',
        'post-deinstall': 'd',
        'pre-upgrade': 'e',
        'post-upgrade': 'f',
      },
      ...plain,
    })
    const { root, faults, payload } = dumpAdb(file)
    expect(faults).toEqual([])
    const { info } = root as DumpedPackage
    const hash = createHash('sha256').update('x').digest('hex')
    const acl = { mode: 0o4711, user: 'u', group: 'g', xattrs: ['757365722e6100' + '00ff'] }
    const owned = { user: 'root', group: 'root' }
    expect(root).toEqual({
      info: {
        name: 'a',
        version: '1.0-r0',
        hashes: info['hashes'],
        description: 'd'.repeat(300),
        arch: 'x86_64',
        license: 'MIT',
        origin: 'o',
        maintainer: 'm',
        url: 'u',
        'repo-commit': '0123456789abcdef0123456789abcdef01234567',
        'build-time': 2 ** 33,
        'installed-size': 1,
        'provider-priority': 7,
        depends: [{ name: 'b', version: '1', match: 5 }, { name: 'so:a.so.1' }, { name: 'x', match: 23 }],
        provides: [{ name: 'cmd:a', version: '1.0-r0' }],
        replaces: [{ name: 'c', version: '2', match: 2 }],
        'install-if': [{ name: 'a', version: '1.0-r0' }, { name: 'd' }],
        recommends: [{ name: 'e', version: '1', match: 9 }],
        layer: 1,
        tags: ['t1', 't2'],
      },
      paths: [
        { acl: { mode: 0o755, ...owned } },
        {
          name: 'usr',
          acl: { mode: 0o755, ...owned },
          files: [
            { name: 'd', acl: { mode: 0o660, ...owned }, size: 0, mtime: 7, target: '00600108000000000000' },
            { name: 'l', acl: { mode: 0o777, ...owned }, size: 1, mtime: 6, target: '00a078' },
            { name: 'x', acl, size: 1, mtime: 5, hash },
            { name: 'y', acl, size: 1, mtime: 5, hash, target: `0080${Buffer.from('usr/x').toString('hex')}` },
          ],
        },
      ],
      scripts: {
        trigger: 't',
        'pre-install': 'a',
        'post-install': 'b',
        'pre-deinstall': 'c',
        'post-deinstall': 'd',
        'pre-upgrade': 'e',
        'post-upgrade': 'f',
      },
      triggers: ['/usr/*', '+/etc'],
      'replaces-priority': 3,
    })
    const id = Buffer.from(String(info['hashes']), 'hex')
    const zeroed = Buffer.from(payload)
    zeroed.fill(0, zeroed.indexOf(id), zeroed.indexOf(id) + 20)
    expect(createHash('sha256').update(zeroed).digest().subarray(0, 20).equals(id)).toBe(true)
  })
})

/** Packages with scripts, links, many files, and none. */
function packagePaths(): string[] {
  const folder = testData('data/alpine/iso-3.19.1/x86_64')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.apk'))
    .sort()
    .slice(0, 40)
    .map((name) => join(folder, name))
}

interface Listed {
  [path: string]: unknown
}

async function list(apk: ApkPackage): Promise<Listed> {
  const expanded = await apk.expand()
  const listed: Listed = {}
  const groups = new Map<string, string[]>()
  for (const entry of expanded.entries) {
    const { name, type, mode, uname, gname, mtime, linkname } = entry
    const content = createHash('sha256').update(expanded.content(entry)).digest('hex')
    const regular = type === 'file' || type === 'hardlink'
    // Directories have no time in v3, and which name of a hard-linked file is the file is up to the order.
    const time = type === 'directory' ? 0 : mtime
    listed[name] = {
      type: regular ? 'file' : type,
      mode,
      uname,
      gname,
      time,
      linkname: regular ? '' : linkname,
      content,
    }
    const first = type === 'hardlink' ? linkname : name
    if (regular) groups.set(first, [...(groups.get(first) ?? []), name])
  }
  const links = [...groups.values()].filter((names) => names.length > 1).map((names) => names.toSorted())
  return { ...listed, 'hard links': links.toSorted() }
}

describe.skipIf(dataRoot === undefined)('real v2 packages and indexes', () => {
  let key: SigningKey
  beforeAll(async () => {
    key = await generateKey({ bits: 2048 })
  })

  it('say the same as v3 packages', async () => {
    for (const path of packagePaths()) {
      const original = await openPackage(readFileSync(path))
      const expanded = await original.expand()
      const files = expanded.entries.map((entry) => ({ ...entry, content: expanded.content(entry) }))
      const scripts: ReadonlyMap<ScriptType, Uint8Array> = original.scripts
      const written = await createAdbPackage({ info: original.info, files, scripts, key, ...plain })
      const dump = dumpAdb(written)
      expect(dump.faults, path).toEqual([])
      const converted = await openPackage(written, { keyring: Keyring.of([key]) })
      const {
        dataHash: _dataHash,
        packager: _packager,
        depends,
        provides,
        replaces,
        installIf,
        ...rest
      } = original.info
      expect(converted.info, path).toMatchObject(rest)
      const sets = { depends, provides, replaces, installIf }
      for (const [field, values] of Object.entries(sets)) {
        expect(new Set(converted.info[field as keyof typeof sets]), `${path} ${field}`).toEqual(new Set(values))
      }
      expect([...converted.scripts.keys()].sort()).toEqual([...original.scripts.keys()].sort())
      expect(await list(converted), path).toEqual(await list(original))
    }
  })

  it('are listed in v3 indexes without loss', async () => {
    const index = await readIndex(testData('data/alpine/indexes/v3.22/main/x86_64/APKINDEX.tar.gz'))
    const file = await writeAdbIndex(index, { key, ...plain })
    expect(dumpAdb(file).faults).toEqual([])
    const read = await readIndex(file, { keyring: Keyring.of([key]) })
    expect(read.description).toBe(index.description)
    const byName = new Map(read.records.map((record) => [`${record.name} ${record.checksum}`, record]))
    expect(read.records.length).toBe(index.records.length)
    for (const { depends, provides, installIf, ...rest } of index.records) {
      const record = byName.get(`${rest.name} ${rest.checksum}`)
      expect(record).toMatchObject(rest)
      for (const [field, values] of Object.entries({ depends, provides, installIf })) {
        expect(new Set(record?.[field as 'depends'])).toEqual(new Set(values))
      }
    }
  })
})
