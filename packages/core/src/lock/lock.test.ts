import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPackage, createRepository, generateKey, type SigningKey } from '@nacre/apk'
import type { Transport } from '@nacre/http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseApko } from '../apko/from-apko.ts'
import { type ImageChain, image } from '../definition/chain.ts'
import type { BuildEvent } from '../event.ts'
import type { ApkoLock } from './apko-lock.ts'
import { formatApkoLock } from './format-apko-lock.ts'
import type { Lock } from './lock.ts'

let key: SigningKey
let dir: string
let repository: string

beforeAll(async () => {
  key = await generateKey({ name: 'mine.rsa.pub', bits: 2048 })
  dir = await mkdtemp(join(tmpdir(), 'nacre-lock-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function packageOf(
  name: string,
  version: string,
  arch: string,
  more: { depends?: string[]; content?: string } = {},
): Promise<Uint8Array> {
  const { depends = [], content = `${name} ${version}\n` } = more
  return await createPackage({
    info: { name, version, arch, depends },
    files: { [`usr/share/${name}`]: { content } },
    key,
  })
}

beforeEach(async () => {
  repository = await mkdtemp(join(dir, 'repository-'))
  await fill(['x86_64', 'aarch64'])
})

async function fill(archs: readonly string[], version = '1.0-r0', content?: string): Promise<void> {
  for (const arch of archs) {
    const more = content === undefined ? {} : { content }
    const packages = [
      await packageOf('app', version, arch, { depends: ['lib'], ...more }),
      await packageOf('lib', '2.0-r0', arch),
    ]
    await createRepository({ packages, key, dir: repository, arch })
  }
}

const archs = ['x86_64', 'aarch64']

function definition(): ImageChain {
  return image().from(repository).trust({ name: key.name, content: key.publicPem }).add('app')
}

/** Serves the repository as https://example.com/os/, to those who know the secret where one was given. */
function server(): Transport {
  return {
    async request({ url }) {
      const path = new URL(url).pathname.replace(/^\/os\//, '')
      const bytes = await readFile(join(repository, path)).catch(() => undefined)
      return {
        status: bytes === undefined ? 404 : 200,
        headers: { get: () => null },
        url,
        body: (async function* () {
          if (bytes !== undefined) yield bytes
        })(),
      }
    },
  }
}

async function lockOf(chain: ImageChain = definition()): Promise<Lock> {
  return (await chain.plan({ arch: archs })).toLock()
}

function code(name: string, details: object = {}): object {
  return { code: `ERR_IMAGE_LOCK_${name}`, details: expect.objectContaining(details) }
}

describe("nacre's lock", () => {
  it('holds every architecture, in install order, and survives JSON', async () => {
    const lock = await lockOf()
    expect(JSON.parse(JSON.stringify(lock))).toEqual(lock)
    expect(Object.keys(lock.architectures)).toEqual(archs)
    expect(lock.architectures['aarch64']?.packages).toEqual([
      expect.objectContaining({ name: 'lib', version: '2.0-r0', url: `${repository}/aarch64/lib-2.0-r0.apk` }),
      expect.objectContaining({ name: 'app', depends: ['lib'], checksum: expect.stringMatching(/^Q1/) }),
    ])
    expect(lock.keyring).toEqual({ 'mine.rsa.pub': key.publicPem })
  })

  it('builds the same image without an index, from an object and from a file', async () => {
    const lock = await lockOf()
    const wanted = (await definition().build({ arch: archs, epoch: 0 })).digest
    for (const arch of archs) await rm(join(repository, arch, 'APKINDEX.tar.gz'))
    const file = join(repository, 'web.lock.json')
    await writeFile(file, JSON.stringify(lock))
    expect((await definition().build({ arch: archs, epoch: 0, lock })).digest).toBe(wanted)
    expect((await definition().build({ arch: archs, epoch: 0, lock: file })).digest).toBe(wanted)
  })

  it('names the architectures to build where nothing else does', async () => {
    const lock = await lockOf()
    const built = await definition().build({ epoch: 0, lock })
    expect([...built.archs]).toEqual(archs)
    expect(built.digest).toBe((await definition().build({ arch: archs, epoch: 0, lock })).digest)
  })

  it('keeps what was chosen when newer versions come', async () => {
    const lock = await lockOf()
    const old = await definition().build({ arch: archs, lock })
    const packages = [
      await packageOf('app', '1.0-r0', 'x86_64', { depends: ['lib'] }),
      await packageOf('app', '1.1-r0', 'x86_64', { depends: ['lib'] }),
      await packageOf('lib', '2.0-r0', 'x86_64'),
    ]
    await createRepository({ packages, key, dir: repository, arch: 'x86_64' })
    expect((await definition().plan({ arch: ['x86_64'] })).packages().map(({ version }) => version)).toContain('1.1-r0')
    expect((await definition().build({ arch: archs, lock })).digest).toBe(old.digest)
  })

  it('still tells why a package is there', async () => {
    const plan = await definition().plan({ arch: archs, lock: await lockOf() })
    expect(plan.why('lib').chain.map(({ name }) => name)).toEqual(['app', 'lib'])
  })

  it('is the same when it is made again of a plan out of it', async () => {
    const lock = await lockOf()
    expect((await definition().plan({ arch: archs, lock })).toLock()).toEqual(lock)
  })

  it('may be used for fewer architectures than it holds', async () => {
    const plan = await definition().plan({ arch: ['arm64'], lock: await lockOf() })
    expect(plan.archs).toEqual(['aarch64'])
  })

  it('carries no credentials, and finds them again in the definition', async () => {
    const chain = image()
      .from('@private https://user:secret@example.com/os')
      .trust({ name: key.name, content: key.publicPem })
      .add('app@private')
    const plan = await chain.plan({ arch: archs, transport: server() })
    expect(JSON.stringify([plan.toLock(), await plan.toApkoLock({ transport: server() })])).not.toContain('secret')
    await chain.build({ arch: archs, lock: plan.toLock(), transport: server() })
  })
})

describe('a lock that does not fit', () => {
  it.each<[string, (chain: ImageChain) => ImageChain, string]>([
    ['another package', (chain) => chain.add('jq'), 'packages: jq added'],
    ['another repository', (chain) => chain.from('./more'), 'repositories: ./more added'],
    ['another profile', (chain) => chain.profile('apko'), 'profile: nacre locked, apko wanted'],
    ['a base', (chain) => chain.base('./base'), 'base: none locked, ./base wanted'],
  ])('is refused, saying what differs: %s', async (_, change, difference) => {
    const attempt = change(definition()).plan({ arch: archs, lock: await lockOf() })
    await expect(attempt).rejects.toMatchObject(code('STALE', { differences: [difference] }))
  })

  it('is refused when the base image is another one than before', async () => {
    const base = join(repository, 'base')
    const make = async (comment: string): Promise<void> => {
      await rm(base, { recursive: true, force: true })
      const below = image().from(repository).trust({ name: key.name, content: key.publicPem }).add('lib')
      await (await below.file('/comment', comment).build({ arch: ['x86_64'] })).writeLayout(base)
    }
    await make('one')
    const chain = definition().base(base)
    const lock = (await chain.plan({ arch: ['x86_64'] })).toLock()
    expect(lock.architectures['x86_64']?.packages.map(({ name }) => name)).toEqual(['app'])
    await chain.build({ arch: ['x86_64'], lock })
    await make('two')
    const attempt = chain.plan({ arch: ['x86_64'], lock })
    await expect(attempt).rejects.toMatchObject(code('STALE'))
    await expect(attempt).rejects.toThrow('base for x86_64')
  })

  it('is used all the same when only what is in the image beside packages changed', async () => {
    await definition()
      .env({ A: 'b' })
      .cmd('x')
      .plan({ arch: archs, lock: await lockOf() })
  })

  it('is refused when it lacks an architecture', async () => {
    const lock = (await definition().plan({ arch: ['x86_64'] })).toLock()
    const attempt = definition().plan({ arch: archs, lock })
    await expect(attempt).rejects.toMatchObject(code('ARCH', { missing: ['aarch64'], locked: ['x86_64'] }))
  })
})

describe('a package of a lock', () => {
  it('that vanished is named with its version and repository, and what to do', async () => {
    const lock = await lockOf()
    await rm(join(repository, 'x86_64', 'app-1.0-r0.apk'))
    const attempt = definition().build({ arch: archs, lock })
    await expect(attempt).rejects.toMatchObject(code('VANISHED', { package: 'app', version: '1.0-r0', repository }))
    await expect(attempt).rejects.toThrow('Make the lock anew')
  })

  it('that vanished from a server is named, too', async () => {
    const chain = image().from('https://example.com/os').trust({ name: key.name, content: key.publicPem }).add('app')
    const lock = (await chain.plan({ arch: archs, transport: server() })).toLock()
    await rm(join(repository, 'aarch64', 'lib-2.0-r0.apk'))
    const attempt = chain.build({ arch: archs, lock, transport: server() })
    await expect(attempt).rejects.toMatchObject(code('VANISHED', { repository: 'https://example.com/os' }))
  })

  it('that was rebuilt under the same version is refused', async () => {
    const lock = await lockOf()
    await fill(['x86_64'], '1.0-r0', 'other content')
    await expect(definition().build({ arch: archs, lock })).rejects.toMatchObject(code('MISMATCH', { package: 'app' }))
  })

  it('whose data differ from the locked hash is refused', async () => {
    const apko = await (await definition().plan({ arch: ['x86_64'] })).toApkoLock()
    const packages = apko.contents.packages.map((one) => ({
      ...one,
      data: { range: one.data?.range ?? '', checksum: `sha256-${'A'.repeat(43)}=` },
    }))
    const lock = { ...apko, contents: { ...apko.contents, packages } }
    await expect(definition().build({ arch: ['x86_64'], lock })).rejects.toMatchObject(code('MISMATCH'))
  })
})

describe('a file that is no lock', () => {
  it.each<[string, string | undefined]>([
    ['that is not there', undefined],
    ['without JSON', 'contents:'],
    ['with other JSON', '{"version": "v2", "contents": {}}'],
    ['of another version', '{"nacreLock": 2}'],
    ['that is null', 'null'],
  ])('%s is a coded error', async (_, text) => {
    const file = join(repository, 'lock.json')
    if (text !== undefined) await writeFile(file, text)
    const attempt = definition().plan({ arch: archs, lock: file })
    await expect(attempt).rejects.toMatchObject(code(text === undefined ? 'UNREADABLE' : 'FORMAT'))
  })

  it('changed by hand in its request is refused', async () => {
    const lock = await lockOf()
    const changed = { ...lock, request: { ...lock.request, packages: ['lib'] } }
    await expect(definition().plan({ arch: archs, lock: changed })).rejects.toMatchObject(code('FORMAT'))
  })
})

describe("apko's lock", () => {
  const yaml = (): string => `
contents: {repositories: ['${repository}'], keyring: ['${repository}/mine.rsa.pub'], packages: [app]}
archs: [x86_64, aarch64]
`
  const read = async (text = yaml()): Promise<ImageChain> => {
    await writeFile(join(repository, 'mine.rsa.pub'), key.publicPem)
    return await parseApko(text, { file: 'web.yaml' })
  }
  const lock = async (chain: ImageChain): Promise<ApkoLock> => await (await chain.plan()).toApkoLock()

  it('names configuration, keys, repositories and packages with all their segments', async () => {
    const { config, contents } = await lock(await read())
    expect(config).toEqual({ name: 'web.yaml', checksum: expect.stringMatching(/^sha256-.{43}=$/) })
    expect(contents.keyring).toEqual([
      { name: `${repository}/mine.rsa.pub`, url: `${repository}/mine.rsa.pub`, content: key.publicPem },
    ])
    expect(contents.repositories?.map(({ url }) => url)).toEqual([
      `${repository}/x86_64/APKINDEX.tar.gz`,
      `${repository}/aarch64/APKINDEX.tar.gz`,
    ])
    expect(contents.packages.map(({ name, architecture }) => `${name} ${architecture}`)).toEqual([
      'lib x86_64',
      'app x86_64',
      'lib aarch64',
      'app aarch64',
    ])
    const { signature, control, checksum } = contents.packages[0]!
    expect(signature?.range).toMatch(/^bytes=0-\d+$/)
    expect(control?.checksum).toBe(`sha1-${checksum?.slice(2)}`)
  })

  it('takes the label off a tagged repository, whose name keeps its scheme', async () => {
    const tagged = "['@app https://example.com/os'], keyring"
    const chain = await read(yaml().replace(`['${repository}'], keyring`, tagged).replace('[app]', "['app@app']"))
    const { contents } = await (await chain.plan({ transport: server() })).toApkoLock({ transport: server() })
    expect(contents.repositories?.[0]).toEqual({
      name: 'https://example.com/os/x86_64',
      url: 'https://example.com/os/x86_64/APKINDEX.tar.gz',
      architecture: 'x86_64',
    })
    expect(contents.packages[0]?.url).toBe('https://example.com/os/x86_64/lib-2.0-r0.apk')
  })

  it('builds without an index, and the image lists its packages as the lock does', async () => {
    const chain = await read()
    const made = await lock(chain)
    for (const arch of archs) await rm(join(repository, arch, 'APKINDEX.tar.gz'))
    const file = join(repository, 'web.lock.json')
    await writeFile(file, formatApkoLock(made))
    const built = await chain.build({ lock: file })
    const text = new TextDecoder().decode(await built.rootfs('x86_64').read('etc/apko.json'))
    expect(JSON.parse(text).contents.packages).toEqual(['lib=2.0-r0', 'app=1.0-r0'])
    expect((await chain.build({ lock: made })).digest).toBe(built.digest)
  })

  it('of another configuration is refused, as is one for a definition with additions', async () => {
    const made = await lock(await read())
    const changed = await read(`${yaml()}# a comment\n`)
    await expect(changed.plan({ lock: made })).rejects.toMatchObject(
      code('STALE', { differences: ['web.yaml: its checksum'] }),
    )
    const added = (await read()).add('lib')
    await expect(added.plan({ lock: made })).rejects.toMatchObject(
      code('STALE', { differences: ['packages: lib added'] }),
    )
  })

  it('without a checksum of its configuration is used with a warning', async () => {
    const chain = await read()
    const { config: _, ...made } = await lock(chain)
    const events: BuildEvent[] = []
    await chain.plan({ lock: made, onEvent: (event) => events.push(event) })
    expect(events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'LOCK_UNCHECKED' }))
  })

  it('without checksums of its packages has to be made anew', async () => {
    const chain = await read()
    const made = await lock(chain)
    const packages = made.contents.packages.map(({ checksum: _, ...one }) => one)
    const old = { ...made, contents: { ...made.contents, packages } }
    await expect(chain.plan({ lock: old })).rejects.toMatchObject(code('FORMAT'))
    await expect(chain.plan({ lock: old })).rejects.toThrow('apko 0.13')
  })

  it('that lacks an architecture is refused, where apko builds the others and says nothing', async () => {
    const chain = await read()
    const made = await lock(chain)
    const packages = made.contents.packages.filter(({ architecture }) => architecture === 'x86_64')
    const partial = { ...made, contents: { ...made.contents, packages } }
    await expect(chain.plan({ lock: partial })).rejects.toMatchObject(code('ARCH', { missing: ['aarch64'] }))
  })

  it('gives a noarch package to the architecture of its directory, where apko leaves it out', async () => {
    const chain = await read()
    const made = await lock(chain)
    const packages = made.contents.packages.map((one) => ({
      ...one,
      architecture: one.name === 'lib' ? 'noarch' : one.architecture,
    }))
    const plan = await chain.plan({ lock: { ...made, contents: { ...made.contents, packages } } })
    expect(plan.packages('aarch64').map(({ name }) => name)).toEqual(['lib', 'app'])
  })
})

describe('several architectures', () => {
  it('get the version that all of them have, and differences below are named', async () => {
    const first = [
      await packageOf('app', '1.0-r0', 'x86_64', { depends: ['lib'] }),
      await packageOf('app', '2.0-r0', 'x86_64', { depends: ['lib'] }),
      await packageOf('lib', '3.0-r0', 'x86_64'),
    ]
    await createRepository({ packages: first, key, dir: repository, arch: 'x86_64' })
    const plan = await definition().plan({ arch: archs })
    expect(plan.packages('x86_64').find(({ name }) => name === 'app')?.version).toBe('1.0-r0')
    expect(plan.differences).toEqual([
      { name: 'lib', versions: { x86_64: '3.0-r0', aarch64: '2.0-r0' }, requested: false },
    ])
    const free = await definition().plan({ arch: archs, mayDiffer: ['app'] })
    expect(free.packages('x86_64').find(({ name }) => name === 'app')?.version).toBe('2.0-r0')
  })

  it('are named once however they are spelled', async () => {
    const plan = await definition().plan({ arch: ['x86_64', 'amd64', 'aarch64', 'arm64'] })
    expect(plan.archs).toEqual(archs)
  })
})
