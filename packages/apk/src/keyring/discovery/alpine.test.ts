import { memoryStore } from '@nacre/archive/store'
import { createTransport, offlineTransport } from '@nacre/http'
import { instantClock, type Reply, startFaultyServer } from '@nacre/http/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { generateKey } from '../signing-key.ts'
import { type AlpineKeyOptions, alpineRelease, discoverAlpineKeys } from './alpine.ts'

const NAME = 'alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub'
const ADDRESS = '/keys/alpine-devel%40lists.alpinelinux.org-6165ee59.rsa.pub'
const NOW = Date.UTC(2026, 0, 1)
let pem: string

beforeAll(async () => {
  pem = (await generateKey({ bits: 2048 })).publicPem
})

const releases = (keys: unknown): string =>
  JSON.stringify({ latest_stable: 'v3.22', release_branches: [{ rel_branch: 'edge' }, { rel_branch: 'v3.22', keys }] })

async function discover(replies: Readonly<Record<string, Reply>>, options: Partial<AlpineKeyOptions> = {}) {
  await using server = await startFaultyServer({ reply: ({ path }) => replies[path] })
  await using transport = createTransport({ clock: instantClock() })
  const releasesUrl = `${server.url}/releases.json`
  const request = { release: 'v3.22', arch: 'x86_64', releasesUrl, transport, now: NOW, ...options }
  const outcome = await discoverAlpineKeys(request).then(
    (keyring) => ({ names: keyring.names }),
    (error: unknown) => ({ error }),
  )
  return { outcome, requests: server.requests.map(({ path }) => path) }
}

describe('alpineRelease', () => {
  it.each([
    ['https://dl-cdn.alpinelinux.org/alpine/v3.22/main', 'v3.22'],
    ['http://mirror.example/pub/alpine/edge/testing/', 'edge'],
    ['https://packages.wolfi.dev/os', undefined],
    ['/srv/alpine/v3.22/main', undefined],
  ])('of %s is %s', (url, release) => {
    expect(alpineRelease(url)).toBe(release)
  })
})

describe('discoverAlpineKeys', () => {
  it('gives the keys of a release for an architecture, by the names that signatures use', async () => {
    const { outcome, requests } = await discover({
      '/releases.json': { body: releases({ x86_64: [{ url: ADDRESS }], aarch64: [{ url: '/keys/other.rsa.pub' }] }) },
      [ADDRESS]: { body: pem },
    })
    expect(outcome).toEqual({ names: [NAME] })
    expect(requests).toEqual(['/releases.json', ADDRESS])
  })

  it('leaves out the keys that are deprecated by then, and those whose date nobody can read', async () => {
    const keys = [
      { url: '/keys/past.rsa.pub', deprecated_since: '2024-01-01' },
      { url: '/keys/odd.rsa.pub', deprecated_since: 'last year' },
      { url: '/keys/to-come.rsa.pub', deprecated_since: '2027-01-01' },
      { url: '/keys/null.rsa.pub', deprecated_since: null },
      { url: '/keys/empty.rsa.pub', deprecated_since: '' },
    ]
    const body = { body: pem }
    const { outcome } = await discover({
      '/releases.json': { body: releases({ x86_64: keys }) },
      '/keys/to-come.rsa.pub': body,
      '/keys/null.rsa.pub': body,
      '/keys/empty.rsa.pub': body,
    })
    expect(outcome).toEqual({ names: ['to-come.rsa.pub', 'null.rsa.pub', 'empty.rsa.pub'] })
  })

  it('names the releases, or the architectures, that there are', async () => {
    const list = { '/releases.json': { body: releases({ aarch64: [{ url: ADDRESS }] }) } }
    const [noRelease, noArch] = [await discover(list, { release: 'v9.9' }), await discover(list)]
    expect(noRelease.outcome).toMatchObject({
      error: { code: 'ERR_APK_KEY_DISCOVERY', message: expect.stringContaining('There are edge, v3.22') as string },
    })
    expect(noArch.outcome).toMatchObject({ error: { message: expect.stringContaining('keys for aarch64') as string } })
  })

  it.each([
    ['a list that cannot be had', { '/releases.json': { status: 500 } }, 'ERR_HTTP_STATUS'],
    ['a list that is no JSON', { '/releases.json': { body: '<html>' } }, 'ERR_HTTP_BODY_INVALID'],
    [
      'a key that cannot be had',
      { '/releases.json': { body: releases({ x86_64: [{ url: ADDRESS }] }) } },
      'ERR_HTTP_STATUS',
    ],
    [
      'a key that is none',
      { '/releases.json': { body: releases({ x86_64: [{ url: ADDRESS }] }) }, [ADDRESS]: { body: 'no key' } },
      'ERR_APK_KEY_FORMAT',
    ],
  ] as const)('keeps the cause of %s', async (_, replies, code) => {
    const { outcome } = await discover(replies)
    expect(outcome).toMatchObject({ error: { code: 'ERR_APK_KEY_DISCOVERY', cause: { code } } })
  })

  it.each(['null', '[]', '{"release_branches":{}}', '{"release_branches":[null,1,{"rel_branch":"v3.22","keys":[]}]}'])(
    'takes %s for a list without the release or its keys',
    async (body) => {
      const { outcome } = await discover({ '/releases.json': { body } })
      expect(outcome).toMatchObject({ error: { code: 'ERR_APK_KEY_DISCOVERY' } })
    },
  )

  it('never goes from https to http for a key', async () => {
    const transport = {
      request: async ({ url }: { url: string }) => ({
        status: 200,
        url,
        headers: { get: () => null },
        body: (async function* () {
          yield new TextEncoder().encode(releases({ x86_64: [{ url: 'http://alpinelinux.org/keys/a.rsa.pub' }] }))
        })(),
      }),
    }
    const found = discoverAlpineKeys({ release: 'v3.22', arch: 'x86_64', transport })
    await expect(found).rejects.toMatchObject({
      code: 'ERR_APK_KEY_DISCOVERY',
      message: expect.stringContaining('https only') as string,
    })
  })

  it('answers from the cache when offline, and says so when it cannot', async () => {
    const cache = memoryStore()
    await using server = await startFaultyServer({
      reply: ({ path }) =>
        path === '/releases.json'
          ? { body: releases({ x86_64: [{ url: ADDRESS }] }), headers: { etag: '"1"' } }
          : { body: pem },
    })
    await using transport = createTransport()
    const options = { release: 'v3.22', arch: 'x86_64', releasesUrl: `${server.url}/releases.json`, now: NOW }
    await discoverAlpineKeys({ ...options, transport, cache })
    const offline = { ...options, transport: offlineTransport }
    expect((await discoverAlpineKeys({ ...offline, cache })).names).toEqual([NAME])
    await expect(discoverAlpineKeys(offline)).rejects.toMatchObject({ code: 'ERR_APK_OFFLINE' })
    expect(server.requests).toHaveLength(2)
  })
})
