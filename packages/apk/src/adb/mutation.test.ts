import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { readIndex } from '../apkindex/read.ts'
import { ApkError } from '../error.ts'
import { generateEcdsaKey } from '../keyring/ecdsa-key.ts'
import { Keyring } from '../keyring/keyring.ts'
import { openPackage } from '../package/open.ts'
import type { PackageFile } from '../package/package-file.ts'
import { compressAdb } from './compression.ts'
import { createAdbPackage } from './create-package.ts'
import { formatIdentity } from './identity.ts'
import { writeAdbIndex } from './write-index.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9_é-]{0,6}$/)
const owner = fc.constantFrom('root', 'nobody', '')
const content = fc.uint8Array({ maxLength: 300 })
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))

/** Files under paths that never collide: each stands alone in a directory of its own number. */
const fileTree = fc
  .array(
    fc.record({
      path,
      content,
      mode: fc.nat(0o7777),
      mtime: fc.nat(2 ** 33),
      uname: owner,
      gname: owner,
      xattr: fc.option(content, { nil: undefined }),
      kind: fc.constantFrom('file', 'symlink', 'fifo', 'char'),
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list.map(({ path, content, xattr, kind, ...rest }, index): PackageFile => {
      const common = {
        ...rest,
        name: `${index}/${path}`,
        ...(xattr === undefined ? {} : { xattrs: { 'user.x': xattr } }),
      }
      if (kind === 'file') return { ...common, content }
      if (kind === 'symlink') return { ...common, type: 'symlink', linkname: `../${index}` }
      if (kind === 'fifo') return { ...common, type: 'fifo' }
      return { ...common, type: 'char', devmajor: index, devminor: rest.mtime % 1000 }
    }),
  )

const text = fc.string({ unit: 'binary', maxLength: 300 })
const info = fc.record({
  name: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._+-]{0,12}$/),
  version: fc.stringMatching(/^[0-9]{1,4}(\.[0-9]{1,3}){0,2}(_rc[0-9])?(-r[0-9]{1,2})?$/),
  description: text,
  license: text,
  url: text,
  maintainer: text,
  buildTime: fc.nat(2 ** 34),
  installedSize: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  providerPriority: fc.nat(65535),
  replacesPriority: fc.nat(2 ** 20),
  triggers: fc.array(
    path.map((relative) => `/${relative}`),
    { maxLength: 3 },
  ),
})

describe('v3 packages and indexes', () => {
  let keyring: Keyring
  let signedPackage: Uint8Array
  let signedIndex: Uint8Array
  let payloadEnd: number
  beforeAll(async () => {
    const key = await generateEcdsaKey({ type: 'ecdsa' })
    keyring = Keyring.of([key])
    signedPackage = await createAdbPackage({
      info: { name: 'a', version: '1-r0', depends: ['b>=1', 'so:c.so.1'], triggers: ['/x'] },
      files: {
        'usr/bin/x': 'content of x',
        'usr/bin/y': { type: 'hardlink', linkname: 'usr/bin/x' },
        'usr/l': { linkname: 'bin/x' },
        'etc/z': { content: 'z', xattrs: { 'user.a': Uint8Array.of(1) } },
      },
      scripts: { 'post-install': 'exit 0' },
      key,
      compression: { algorithm: 'none' },
    })
    payloadEnd = 8 + new DataView(signedPackage.buffer, signedPackage.byteOffset).getUint32(8, true)
    const record = (await openPackage(signedPackage)).record()
    signedIndex = await writeAdbIndex(
      [record, { ...record, name: 'b', checksum: formatIdentity(new Uint8Array(20)) }],
      {
        key,
        compression: { algorithm: 'none' },
      },
    )
  })

  it('give back whatever was written', async () => {
    await fc.assert(
      fc.asyncProperty(info, fileTree, async (metadata, files) => {
        const bytes = await createAdbPackage({ info: metadata, files })
        const read = await openPackage(bytes, { allowDevices: true })
        expect(read.info).toMatchObject(metadata)
        const found = new Map<string, unknown>()
        for await (const entry of read.entries()) {
          if (entry.type === 'directory') continue
          const { name, type, mode, mtime, uname, gname, xattrs, linkname, devmajor, devminor } = entry
          const bytes = Buffer.from(await entry.content()).toString('hex')
          const xattr = xattrs['user.x'] === undefined ? undefined : Buffer.from(xattrs['user.x']).toString('hex')
          found.set(name, { type, mode, mtime, uname, gname, linkname, devmajor, devminor, bytes, xattr })
        }
        const given = files.map((file) => [
          file.name,
          {
            type: file.type ?? 'file',
            mode: file.mode,
            mtime: file.mtime,
            uname: file.uname,
            gname: file.gname,
            linkname: file.linkname ?? '',
            devmajor: file.devmajor ?? 0,
            devminor: file.devminor ?? 0,
            bytes: Buffer.from(file.content ?? '').toString('hex'),
            xattr:
              file.xattrs?.['user.x'] === undefined ? undefined : Buffer.from(file.xattrs['user.x']).toString('hex'),
          },
        ])
        expect(found).toEqual(new Map(given as [string, unknown][]))
      }),
      { numRuns: 60 },
    )
  })

  /** A change of some bytes, or an end that is cut off. */
  const mutation = fc.record({
    places: fc.array(fc.tuple(fc.nat(4000), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
    cut: fc.option(fc.nat(4000), { nil: undefined }),
  })
  type Mutation = { places: [number, number][]; cut: number | undefined }

  function mutate(file: Uint8Array, { places, cut }: Mutation): Uint8Array {
    const copy = file.slice(0, cut === undefined ? file.length : cut % file.length)
    for (const [place, flip] of places) if (copy.length > 0) copy[place % copy.length]! ^= flip
    return copy
  }

  /** Runs it, and lets coded errors pass only. */
  async function survives(run: () => Promise<void>): Promise<boolean> {
    try {
      await run()
      return true
    } catch (error) {
      if (error instanceof ApkError) return false
      throw error
    }
  }

  it('fail with coded errors only, whatever is changed', async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        await survives(async () => (await openPackage(mutate(signedPackage, change))).verify())
        await survives(async () => void (await readIndex(mutate(signedIndex, change))))
      }),
      { numRuns: 1500 },
    )
  })

  it('fail with coded errors only, whatever is changed beneath the compression', async () => {
    const packed = await Promise.all([compressAdb(signedPackage), compressAdb(signedPackage, { algorithm: 'zstd' })])
    await fc.assert(
      fc.asyncProperty(mutation, fc.constantFrom(...packed), async (change, file) => {
        await survives(async () => (await openPackage(mutate(file, change))).verify())
      }),
      { numRuns: 300 },
    )
  })

  it('are not accepted with any byte of header or payload changed, when a keyring is given', async () => {
    for (const file of [signedPackage, signedIndex]) {
      const end = 8 + new DataView(file.buffer, file.byteOffset).getUint32(8, true)
      for (let place = 4; place < end; place++) {
        // The size of the block is not signed; whatever it is changed to, the payload is another then.
        const copy = file.slice()
        copy[place]! ^= 1 << (place % 8)
        const accepted = await survives(async () => {
          if (file === signedPackage) await (await openPackage(copy, { keyring })).verify()
          else await readIndex(copy, { keyring })
        })
        expect(accepted, `byte ${place}`).toBe(false)
      }
    }
  })

  it('give the same contents if they are accepted with something behind the payload changed', async () => {
    const contents = async (file: Uint8Array): Promise<string[]> => {
      const found: string[] = []
      for await (const entry of (await openPackage(file, { keyring })).entries()) {
        found.push(`${entry.name} ${Buffer.from(await entry.content()).toString('hex')}`)
      }
      return found
    }
    const expected = await contents(signedPackage)
    for (let place = payloadEnd; place < signedPackage.length; place++) {
      const copy = signedPackage.slice()
      copy[place]! ^= 0x10
      await survives(async () => expect(await contents(copy)).toEqual(expected))
    }
  })
})
