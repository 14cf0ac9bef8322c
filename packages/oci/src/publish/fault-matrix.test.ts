import { createTransport, HttpError } from '@nacre/http'
import pLimit from 'p-limit'
import { beforeAll, describe, expect, it } from 'vitest'
import { OciError } from '../error.ts'
import { RegistryClient } from '../registry/client.ts'
import { registryPlace } from '../registry/registry-place.ts'
import { generateSigningKey } from '../sign/key.ts'
import { verifySignature } from '../sign/verify-signature.ts'
import type { Fault } from '../testing/fault.ts'
import { randomIndex } from '../testing/random.ts'
import { startRegistry } from '../testing/registry.ts'
import type { LoggedRequest, Registry } from '../testing/registry-options.ts'
import { publish } from './publish.ts'

const faults: Readonly<Record<string, Fault>> = {
  'reset before the answer': { kind: 'reset', side: 'request', after: 700 },
  'reset within the answer': { kind: 'reset', side: 'response' },
  '500': { kind: 'status', status: 500 },
  '429 + Retry-After': { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
  '401 expired token': { kind: 'expire-tokens' },
  'truncated body': { kind: 'truncate' },
  'wrong digest sent': { kind: 'corrupt', side: 'request' },
  'wrong digest got': { kind: 'corrupt', side: 'response' },
  slow: { kind: 'delay', milliseconds: 20 },
  'too slow': { kind: 'delay', milliseconds: 250 },
}

const key = generateSigningKey()
const users = { ann: 'secret' }
const index = await randomIndex([{ architecture: 'amd64', os: 'linux' }], { size: 3000 })

interface Run {
  readonly requests: readonly LoggedRequest[]
  readonly code: string | undefined
}

/** One publication to a registry of its own, with one request struck, and everything that must hold afterwards. */
async function run(referrersApi: boolean, fault?: Fault, request?: number): Promise<Run> {
  await using registry = await startRegistry({ auth: { kind: 'token', users }, referrersApi })
  if (fault !== undefined && request !== undefined) registry.fault({ fault, request })
  // Waits cost nothing here: what is awaited is the order of things, not the time.
  const clock = { now: () => Date.now(), sleep: async () => undefined }
  await using http = createTransport({ clock, timeouts: { headers: 150 } })
  const client = new RegistryClient({
    http,
    clock,
    chunkBytes: 2000,
    credentials: () => ({ kind: 'basic', username: 'ann', password: 'secret' }),
  })
  const reference = `${registry.host}/team/app`
  const outcome = await publish({
    client,
    from: index.source,
    root: index.descriptor,
    to: [`${reference}:1`, `${reference}:latest`, `${registry.host}/team/copy:1`],
    sign: { signer: key },
    attach: [{ kind: 'artifact', artifactType: 'text/x', content: new TextEncoder().encode('x') }],
    concurrency: 1,
  }).catch((error: unknown) => error)
  const requests = [...registry.requests]
  checkTags(registry)
  if (!(outcome instanceof Error)) {
    expect(registry.tags('team/app')).toMatchObject({ 1: index.descriptor.digest, latest: index.descriptor.digest })
    expect(registry.tags('team/copy')).toMatchObject({ 1: index.descriptor.digest })
    const place = registryPlace(client, `${registry.host}/team/copy`)
    expect(await verifySignature(place, index.descriptor, { keys: [key], forms: ['referrer'] })).toHaveLength(1)
    return { requests, code: undefined }
  }
  expect(outcome instanceof OciError || outcome instanceof HttpError).toBe(true)
  return { requests, code: (outcome as OciError | HttpError).code }
}

/** No tag leads to something incomplete, and nothing stored has another digest than its name. */
function checkTags(registry: Registry): void {
  for (const name of registry.repositories()) {
    for (const tag of Object.keys(registry.tags(name))) expect(registry.missing(name, tag)).toEqual([])
  }
}

/** Requests that there are only with, or only without, a referrers endpoint. */
const fallback = /referrers\/|manifests\/sha256-[0-9a-f]{64}$/

describe.each([
  ['with a referrers endpoint, every request', true, /./],
  ['without one, every request that this changes', false, fallback],
] as const)('publish with each request struck once: %s', (title, referrersApi, struck) => {
  let requests: readonly LoggedRequest[] = []
  const table: string[] = []

  beforeAll(async () => {
    requests = (await run(referrersApi)).requests.filter(({ path }) => struck.test(path))
    return () => {
      const head = ['fault'.padEnd(24), 'requests', 'correct', 'one coded error'].join('  ')
      console.log(`\n${title}\n${head}\n${table.join('\n')}\n`)
    }
  })

  it.each(Object.keys(faults))('%s', { timeout: 60_000 }, async (name) => {
    const codes = new Map<string, number>()
    let correct = 0
    await pLimit(8).map(requests, async ({ index }) => {
      const { code } = await run(referrersApi, faults[name], index)
      if (code === undefined) correct++
      else codes.set(code, (codes.get(code) ?? 0) + 1)
    })
    const told = [...codes].map(([code, count]) => `${code} ${count}`).join(', ') || '-'
    table.push([name.padEnd(24), String(requests.length).padStart(8), String(correct).padStart(7), told].join('  '))
    expect(correct + [...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(requests.length)
    // Faults that a second try gets over must not end a publication.
    if (/reset|500|429|slow/.test(name)) expect(codes).toEqual(new Map())
  })
})
