import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readIndex } from '../apkindex/read.ts'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey, type SigningKey } from '../keyring/signing-key.ts'
import { createPackage } from '../package/create.ts'
import { openPackage } from '../package/open.ts'
import { createRepository } from './create.ts'
import { localRepository } from './local.ts'
import { memoryRepository } from './memory.ts'
import { packageFileName } from './package-file-name.ts'
import { type Repository, tagged } from './repository.ts'

let key: SigningKey
let root: string
let intel: Uint8Array
let arm: Uint8Array
let everywhere: Uint8Array

beforeAll(async () => {
  key = await generateKey({ name: 'test', bits: 2048 })
  root = await mkdtemp(join(tmpdir(), 'nacre-repo-'))
  const files = { 'usr/bin/tool': 'x' }
  const provides = ['cmd:tool=1-r0']
  intel = await createPackage({ info: { name: 'tool', version: '1-r0', arch: 'x86_64', provides }, files, key })
  arm = await createPackage({ info: { name: 'tool', version: '1-r0', arch: 'aarch64', provides }, files, key })
  everywhere = await createPackage({ info: { name: 'data', version: '2-r0', arch: 'noarch' } })
})

afterAll(() => rm(root, { recursive: true }))

async function offers(repository: Repository, arch: string): Promise<string[]> {
  const { records } = await repository.index(arch)
  for (const record of records) {
    const apk = await openPackage(await repository.package(record), { expect: record })
    await apk.verify()
  }
  return records.map(packageFileName)
}

describe('memoryRepository', () => {
  it('offers packages by architecture, noarch ones for each', async () => {
    const repository = memoryRepository([intel, arm, everywhere])
    expect(await repository.arches()).toEqual(['aarch64', 'x86_64'])
    expect(await offers(repository, 'x86_64')).toEqual(['data-2-r0.apk', 'tool-1-r0.apk'])
    expect(await offers(repository, 'riscv64')).toEqual(['data-2-r0.apk'])
    expect(await repository.search('cmd:tool', { arch: 'x86_64' })).toHaveLength(1)
    expect(await repository.search('tool')).toHaveLength(2)
  })

  it('serves an index, unsigned by default, signed with a key of its own on demand', async () => {
    const unsigned = memoryRepository([intel])
    expect((await readIndex(await unsigned.indexFile('x86_64'))).signatures).toEqual([])
    const signed = memoryRepository([intel], { key: 'ephemeral' })
    const index = await readIndex(await signed.indexFile('x86_64'), { keyring: await signed.keyring() })
    expect(index.signer).toBe((await signed.keyring()).names[0])
  })

  it('says what it has not', async () => {
    const [record] = (await memoryRepository([intel]).index('x86_64')).records
    await expect(memoryRepository([]).package(record!)).rejects.toMatchObject({ code: 'ERR_APK_PACKAGE_NOT_FOUND' })
  })
})

describe('createRepository and localRepository', () => {
  it('write and read a directory by architecture, with the public key', async () => {
    const dir = join(root, 'created')
    const repository = await createRepository({ packages: [intel, arm, everywhere], key, dir, description: 'demo' })
    expect(await repository.arches()).toEqual(['aarch64', 'x86_64'])
    expect(await offers(repository, 'x86_64')).toEqual(['data-2-r0.apk', 'tool-1-r0.apk'])
    expect((await repository.index('aarch64')).records.map(({ arch }) => arch)).toEqual(['aarch64', 'aarch64'])
    expect((await readdir(dir)).sort()).toEqual(['aarch64', 'test.rsa.pub', 'x86_64'])
    const read = localRepository(pathToFileURL(dir), { keyring: await Keyring.fromDirectory(dir) })
    expect((await read.index('x86_64')).signer).toBe('test.rsa.pub')
    expect(await read.search('cmd:*')).toHaveLength(2)
    await expect(read.index('s390x')).rejects.toMatchObject({ code: 'ERR_APK_REPOSITORY_EMPTY' })
    await expect(read.index('../..')).rejects.toMatchObject({ code: 'ERR_APK_NAME' })
  })

  it('take paths of packages, and leave no temporary files', async () => {
    const path = join(root, 'tool.apk')
    await writeFile(path, intel)
    const dir = join(root, 'from-path')
    await createRepository({ packages: [path], dir })
    expect((await readdir(join(dir, 'x86_64'))).sort()).toEqual(['APKINDEX.tar.gz', 'tool-1-r0.apk'])
  })

  it('judge the index by the keyring', async () => {
    const dir = join(root, 'unsigned')
    await createRepository({ packages: [intel], dir })
    expect(await offers(localRepository(dir), 'x86_64')).toEqual(['tool-1-r0.apk'])
    await expect(localRepository(dir, { keyring: Keyring.of([key]) }).index('x86_64')).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_MISSING',
    })
  })

  it('read a flat directory with or without an index', async () => {
    const dir = join(root, 'flat')
    await mkdir(dir)
    await writeFile(join(dir, 'tool-1-r0.apk'), intel)
    await writeFile(join(dir, 'data-2-r0.apk'), everywhere)
    const repository = localRepository(dir)
    expect(await repository.arches()).toEqual(['x86_64'])
    expect(await offers(repository, 'x86_64')).toEqual(['data-2-r0.apk', 'tool-1-r0.apk'])
    await writeFile(join(dir, 'APKINDEX.tar.gz'), await memoryRepository([intel, everywhere]).indexFile('x86_64'))
    expect(await offers(repository, 'x86_64')).toEqual(['data-2-r0.apk', 'tool-1-r0.apk'])
  })

  it('refuse what clients could not use', async () => {
    const dir = join(root, 'refused')
    await expect(createRepository({ packages: [everywhere], dir })).rejects.toMatchObject({
      code: 'ERR_APK_REPOSITORY_ARCH',
    })
    await expect(createRepository({ packages: [intel], arch: 'aarch64', dir })).rejects.toMatchObject({
      code: 'ERR_APK_REPOSITORY_ARCH',
    })
    await expect(createRepository({ packages: [intel, intel], dir })).rejects.toMatchObject({
      code: 'ERR_APK_REPOSITORY_DUPLICATE',
    })
    const broken = intel.slice()
    broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1
    await expect(createRepository({ packages: [broken], dir })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_APK_(DATA_HASH|ARCHIVE|ENTRY_CHECKSUM)$/),
    })
  })

  it('never leave the directory, whatever an index lists', async () => {
    const repository = localRepository(root)
    const [record] = (await memoryRepository([intel]).index('x86_64')).records
    for (const lie of [{ name: '../../etc/passwd' }, { version: '1/../../x' }, { arch: '../..' }, { name: 'a\0b' }]) {
      await expect(repository.package({ ...record!, ...lie })).rejects.toMatchObject({ code: 'ERR_APK_NAME' })
    }
    await expect(repository.package({ ...record!, name: 'absent' })).rejects.toMatchObject({
      code: 'ERR_APK_PACKAGE_NOT_FOUND',
    })
  })
})

describe('tagged', () => {
  it('is the same repository under a tag', async () => {
    const repository = tagged(memoryRepository([intel], { name: 'mine' }), '@edge')
    expect(repository).toMatchObject({ name: 'mine', tag: 'edge' })
    expect(await offers(repository, 'x86_64')).toEqual(['tool-1-r0.apk'])
    expect(await repository.package((await repository.index('x86_64')).records[0]!)).toEqual(intel)
    expect(await repository.arches?.()).toEqual(['x86_64'])
    expect(memoryRepository([], { tag: '@x' }).tag).toBe('x')
  })
})
