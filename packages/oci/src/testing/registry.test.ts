import { digestOf } from '@nacre/archive'
import { afterEach, describe, expect, it } from 'vitest'
import { startRegistry } from './registry.ts'
import type { Registry, RegistryOptions } from './registry-options.ts'

const utf8 = new TextEncoder()
const hello = utf8.encode('hello, registry')
const helloDigest = digestOf(hello)
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

let running: Registry | undefined
async function start(options: RegistryOptions = {}): Promise<Registry> {
  running = await startRegistry(options)
  return running
}
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function put(registry: Registry, path: string, bytes: Uint8Array, type?: string): Promise<Response> {
  return fetch(registry.url + path, {
    method: 'PUT',
    body: bytes.slice(),
    headers: type ? { 'content-type': type } : {},
  })
}

async function pushHello(registry: Registry, name = 'app'): Promise<void> {
  await fetch(`${registry.url}/v2/${name}/blobs/uploads/?digest=${helloDigest}`, {
    method: 'POST',
    body: hello.slice(),
  })
}

function manifest(extra: object = {}): Uint8Array {
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: helloDigest, size: hello.length }
  return utf8.encode(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [], ...extra }))
}

describe('blobs', () => {
  it('answers HEAD and GET, whole and by range', async () => {
    const registry = await start()
    await pushHello(registry)
    const url = `${registry.url}/v2/app/blobs/${helloDigest}`
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(hello.length)])
    const part = await fetch(url, { headers: { range: 'bytes=7-9' } })
    expect([part.status, await part.text()]).toEqual([206, 'reg'])
    expect(part.headers.get('content-range')).toBe(`bytes 7-9/${hello.length}`)
    expect((await fetch(url, { headers: { range: 'bytes=99-' } })).status).toBe(416)
    expect((await fetch(`${registry.url}/v2/app/blobs/sha256:${'0'.repeat(64)}`)).status).toBe(404)
  })

  it('takes chunks in order, tells how far it is, and refuses gaps with 416', async () => {
    const registry = await start()
    const opened = await fetch(`${registry.url}/v2/app/blobs/uploads/`, { method: 'POST' })
    const location = registry.url + opened.headers.get('location')
    const patch = (range: string, body: Uint8Array): Promise<Response> =>
      fetch(location, { method: 'PATCH', body: body.slice(), headers: { 'content-range': range } })
    expect((await patch('0-4', hello.subarray(0, 5))).status).toBe(202)
    expect((await patch('7-9', hello.subarray(7, 10))).status).toBe(416)
    const status = await fetch(location)
    expect([status.status, status.headers.get('range')]).toEqual([204, '0-4'])
    expect((await patch(`5-${hello.length - 1}`, hello.subarray(5))).status).toBe(202)
    expect(
      (await put(registry, `${opened.headers.get('location')}?digest=${helloDigest}`, new Uint8Array())).status,
    ).toBe(201)
    expect(registry.content('app', helloDigest)).toEqual(hello)
  })

  it('refuses content that has another digest', async () => {
    const registry = await start()
    const url = `${registry.url}/v2/app/blobs/uploads/?digest=sha256:${'0'.repeat(64)}`
    const response = await fetch(url, { method: 'POST', body: hello.slice() })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ code: 'DIGEST_INVALID' }] })
  })

  it('mounts from another repository, and opens a session when it cannot', async () => {
    const registry = await start()
    await pushHello(registry, 'base')
    const mount = (from: string): Promise<Response> =>
      fetch(`${registry.url}/v2/app/blobs/uploads/?mount=${helloDigest}&from=${from}`, { method: 'POST' })
    expect((await mount('elsewhere')).status).toBe(202)
    expect((await mount('base')).status).toBe(201)
    expect(registry.content('app', helloDigest)).toEqual(hello)
  })
})

describe('manifests', () => {
  it('refuses a manifest whose blobs are not there', async () => {
    const registry = await start()
    const response = await put(registry, '/v2/app/manifests/latest', manifest(), MANIFEST)
    expect(response.status).toBe(404)
    expect(registry.tags('app')).toEqual({})
  })

  it('serves by tag and digest, and deletes both', async () => {
    const registry = await start()
    await pushHello(registry)
    const digest = digestOf(manifest())
    expect((await put(registry, '/v2/app/manifests/latest', manifest(), MANIFEST)).status).toBe(201)
    for (const reference of ['latest', digest]) {
      const response = await fetch(`${registry.url}/v2/app/manifests/${reference}`)
      expect(response.headers.get('content-type')).toBe(MANIFEST)
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(manifest())
    }
    expect(registry.missing('app', 'latest')).toEqual([])
    await fetch(`${registry.url}/v2/app/manifests/latest`, { method: 'DELETE' })
    expect(registry.tags('app')).toEqual({})
    await fetch(`${registry.url}/v2/app/manifests/${digest}`, { method: 'DELETE' })
    expect(registry.content('app', digest)).toBeUndefined()
  })

  it('lists tags in pages with Link', async () => {
    const registry = await start({ pageSize: 2 })
    await pushHello(registry)
    for (const tag of ['c', 'a', 'b']) await put(registry, `/v2/app/manifests/${tag}`, manifest(), MANIFEST)
    const first = await fetch(`${registry.url}/v2/app/tags/list`)
    expect(await first.json()).toEqual({ name: 'app', tags: ['a', 'b'] })
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
    expect(await (await fetch(registry.url + next)).json()).toEqual({ name: 'app', tags: ['c'] })
  })

  it('lists referrers by subject and type, and acknowledges the subject', async () => {
    const registry = await start()
    await pushHello(registry)
    const subject = { mediaType: MANIFEST, digest: digestOf(manifest()), size: manifest().length }
    const referrer = manifest({ subject, artifactType: 'text/x', annotations: { a: 'b' } })
    const response = await put(registry, `/v2/app/manifests/${digestOf(referrer)}`, referrer, MANIFEST)
    expect(response.headers.get('oci-subject')).toBe(subject.digest)
    const url = `${registry.url}/v2/app/referrers/${subject.digest}`
    const entry = { mediaType: MANIFEST, digest: digestOf(referrer), size: referrer.length }
    const all = await fetch(url)
    expect(await all.json()).toMatchObject({
      manifests: [{ ...entry, artifactType: 'text/x', annotations: { a: 'b' } }],
    })
    const none = await fetch(`${url}?artifactType=text/y`)
    expect(none.headers.get('oci-filters-applied')).toBe('artifactType')
    expect(await none.json()).toMatchObject({ manifests: [] })
  })

  it('has no referrers endpoint when told so', async () => {
    const registry = await start({ referrersApi: false })
    expect((await fetch(`${registry.url}/v2/app/referrers/${helloDigest}`)).status).toBe(404)
  })
})

describe('authentication', () => {
  const users = { ann: 'secret' }
  const basic = { authorization: `Basic ${btoa('ann:secret')}` }

  it('wants name and password with basic', async () => {
    const registry = await start({ auth: { kind: 'basic', users } })
    const refused = await fetch(`${registry.url}/v2/`)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="registry"'])
    expect((await fetch(`${registry.url}/v2/`, { headers: basic })).status).toBe(200)
  })

  it('hands out tokens by scope, and forgets them on demand', async () => {
    const registry = await start({ auth: { kind: 'token', users, anonymous: ['pull'] } })
    await pushHello(registry)
    const tokenFor = async (scope: string, headers = {}): Promise<string> => {
      const response = await fetch(`${registry.url}/token?scope=${scope}`, { headers })
      return ((await response.json()) as { token: string }).token
    }
    const post = async (token: string): Promise<Response> =>
      fetch(`${registry.url}/v2/app/blobs/uploads/`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    const refused = await fetch(`${registry.url}/v2/app/tags/list`)
    expect(refused.headers.get('www-authenticate')).toContain('scope="repository:app:pull"')
    expect((await post(await tokenFor('repository:app:pull,push'))).status).toBe(401)
    const token = await tokenFor('repository:app:pull,push', basic)
    expect((await post(token)).status).toBe(202)
    registry.expireTokens()
    expect((await post(token)).headers.get('www-authenticate')).toContain('error="invalid_token"')
  })
})

describe('faults', () => {
  it('strikes the requests a rule names, as often as it says', async () => {
    const registry = await start()
    registry.fault({
      method: 'GET',
      skip: 1,
      times: 2,
      fault: { kind: 'status', status: 503, headers: { 'retry-after': '7' } },
    })
    const met: number[] = []
    for (let n = 0; n < 4; n++) met.push((await fetch(`${registry.url}/v2/`)).status)
    expect(met).toEqual([200, 503, 503, 200])
    expect(registry.requests.map(({ fault }) => fault?.kind)).toEqual([undefined, 'status', 'status', undefined])
  })

  it('keeps what came before a reset of the request', async () => {
    const registry = await start()
    const opened = await fetch(`${registry.url}/v2/app/blobs/uploads/`, { method: 'POST' })
    const location = registry.url + opened.headers.get('location')
    registry.fault({ method: 'PATCH', fault: { kind: 'reset', side: 'request', after: 5 } })
    await expect(fetch(location, { method: 'PATCH', body: hello.slice() })).rejects.toThrow()
    expect((await fetch(location)).headers.get('range')).toBe('0-4')
  })

  it('acts on the request before it resets or cuts the answer', async () => {
    const registry = await start()
    registry.fault({ method: 'POST', fault: { kind: 'reset', side: 'response' } })
    await expect(pushHello(registry)).rejects.toThrow()
    expect(registry.content('app', helloDigest)).toEqual(hello)
    registry.fault({ method: 'GET', fault: { kind: 'truncate', after: 3 } })
    const cut = await fetch(`${registry.url}/v2/app/blobs/${helloDigest}`)
    await expect(cut.arrayBuffer()).rejects.toThrow()
  })

  it('changes bytes in both directions', async () => {
    const registry = await start()
    registry.fault({ method: 'POST', fault: { kind: 'corrupt', side: 'request' } })
    await pushHello(registry)
    expect(registry.content('app', helloDigest)).toBeUndefined()
    await pushHello(registry)
    registry.fault({ method: 'GET', fault: { kind: 'corrupt' } })
    const spoilt = await fetch(`${registry.url}/v2/app/blobs/${helloDigest}`)
    expect(digestOf(new Uint8Array(await spoilt.arrayBuffer()))).not.toBe(helloDigest)
  })
})

describe('redirectBlobs', () => {
  it('serves blobs from an origin that wants no credentials', async () => {
    const registry = await start({ redirectBlobs: true })
    await pushHello(registry)
    const response = await fetch(`${registry.url}/v2/app/blobs/${helloDigest}`, { redirect: 'manual' })
    const location = response.headers.get('location') ?? ''
    expect([response.status, new URL(location).origin === registry.url]).toEqual([307, false])
    expect(await (await fetch(location)).text()).toBe('hello, registry')
    expect((await fetch(location, { headers: { authorization: 'Basic x' } })).status).toBe(400)
  })
})
