import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPackage, createRepository, generateKey, type SigningKey } from '@nacre/apk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ImageChain, image } from '../definition/chain.ts'

let key: SigningKey
let otherKey: SigningKey
let dir: string
let repository: string

beforeAll(async () => {
  key = await generateKey({ name: 'mine.rsa.pub', bits: 2048 })
  otherKey = await generateKey({ name: 'mine.rsa.pub', bits: 2048 })
  dir = await mkdtemp(join(tmpdir(), 'nacre-bad-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

beforeEach(async () => {
  repository = await mkdtemp(join(dir, 'repository-'))
  const hello = await createPackage({
    info: { name: 'hello', version: '1.0-r0', arch: 'x86_64' },
    files: { 'usr/bin/hello': { content: 'x'.repeat(100_000), mode: 0o755 } },
    key,
  })
  await createRepository({ packages: [hello], key, dir: repository })
})

function definition(trusted: SigningKey = key): ImageChain {
  return image().from(repository).trust({ name: trusted.name, content: trusted.publicPem }).add('hello')
}

function packageFile(): string {
  return join(repository, 'x86_64', 'hello-1.0-r0.apk')
}

/** Builds into an output folder, expects the coded error, and that nothing was written. */
async function refuses(
  chain: ImageChain,
  expected: { code: string | RegExp; message: RegExp },
  arch = 'x86_64',
): Promise<void> {
  const out = await mkdtemp(join(dir, 'out-'))
  const attempt = chain.build({ arch: [arch] }).then((built) => built.writeLayout(out))
  await expect(attempt).rejects.toMatchObject({
    code: expect.stringMatching(expected.code),
    message: expect.stringMatching(expected.message),
  })
  expect(await readdir(out)).toEqual([])
}

describe('what stops a build before anything is written', () => {
  it('an index with a wrong signature', () =>
    refuses(definition(otherKey), { code: 'ERR_APK_SIGNATURE_BAD', message: /mine\.rsa\.pub/ }))

  it('an index signed with an unknown key', async () => {
    const stranger = image().from(repository).add('hello').trust({ name: 'other.rsa.pub', content: key.publicPem })
    await refuses(stranger, { code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY', message: /mine\.rsa\.pub/ })
  })

  it('a truncated package', async () => {
    const file = packageFile()
    await writeFile(file, (await readFile(file)).subarray(0, -200))
    await refuses(definition(), { code: 'ERR_APK_RECORD_MISMATCH', message: /hello-1\.0-r0.*size/ })
  })

  it('a package whose data were changed', async () => {
    const file = packageFile()
    const bytes = await readFile(file)
    bytes[bytes.length - 60]! ^= 0xff
    await writeFile(file, bytes)
    await refuses(definition(), {
      code: /^ERR_APK_/,
      message: /hello-1\.0-r0/,
    })
  })

  it('another package under the name that the index lists', async () => {
    const other = await createPackage({
      info: { name: 'hello', version: '1.0-r0', arch: 'x86_64', description: 'not it' },
      files: {},
      key,
    })
    await writeFile(packageFile(), other)
    await refuses(definition(), { code: 'ERR_APK_IDENTITY_MISMATCH', message: /hello-1\.0-r0/ })
  })

  it('a package that the index lists and the repository has not', async () => {
    await rm(packageFile())
    await refuses(definition(), { code: 'ERR_APK_PACKAGE_NOT_FOUND', message: /hello-1\.0-r0/ })
  })

  it('a package that nobody offers', () =>
    refuses(definition().add('helo'), { code: 'ERR_APK_UNSOLVABLE', message: /helo/ }))

  it('an architecture that does not exist, and one that the repository has not', async () => {
    await refuses(definition(), { code: 'ERR_IMAGE_ARCH_UNKNOWN', message: /"pdp11".*x86_64/ }, 'pdp11')
    await refuses(definition(), { code: 'ERR_APK_REPOSITORY_EMPTY', message: /riscv64/ }, 'riscv64')
  })

  it('no architecture at all, and no repository at all', async () => {
    await expect(definition().build()).rejects.toMatchObject({ code: 'ERR_IMAGE_ARCH_NONE' })
    await expect(
      image()
        .add('hello')
        .build({ arch: ['x86_64'] }),
    ).rejects.toMatchObject({ code: 'ERR_IMAGE_REPOSITORY_NONE' })
  })

  it('an output path that exists as a file, and stays as it was', async () => {
    const built = await definition().build({ arch: ['x86_64'] })
    const file = join(dir, 'taken')
    await writeFile(file, 'mine')
    await expect(built.writeLayout(file)).rejects.toMatchObject({ code: 'ERR_IMAGE_OUTPUT_EXISTS' })
    for (const below of [join(file, 'x'), join(file, 'x', 'y')]) {
      await expect(built.writeLayout(below)).rejects.toMatchObject({ code: 'ERR_IMAGE_OUTPUT_EXISTS' })
      await expect(built.writeDockerArchive(below)).rejects.toMatchObject({ code: 'ERR_IMAGE_OUTPUT_EXISTS' })
    }
    await expect(built.writeDockerArchive(join(dir, 'x'.repeat(300)))).rejects.toMatchObject({
      code: 'ERR_IMAGE_OUTPUT_UNWRITABLE',
    })
    expect(await readFile(file, 'utf8')).toBe('mine')
    await expect(built.writeDockerArchive(dir)).rejects.toMatchObject({ code: 'ERR_IMAGE_OUTPUT_EXISTS' })
  })

  it('a key that cannot be read', async () => {
    await expect(
      definition()
        .trust(join(dir, 'no-such.rsa.pub'))
        .plan({ arch: ['x86_64'] }),
    ).rejects.toMatchObject({ code: 'ERR_IMAGE_KEY_UNREADABLE' })
  })
})
