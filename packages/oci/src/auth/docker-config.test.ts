import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseReference } from '../registry/reference.ts'
import type { RunProgram } from './credential-helper.ts'
import { dockerCredentials, keysFor } from './docker-config.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacre-docker-'))
  file = join(folder, 'config.json')
})
afterEach(() => rm(folder, { recursive: true }))

const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') })
const app = parseReference('ghcr.io/team/app')
const hub = parseReference('alpine')

async function find(
  config: unknown,
  name = app,
  run?: RunProgram,
): ReturnType<ReturnType<typeof dockerCredentials>['find']> {
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config))
  return dockerCredentials({ file, ...(run ? { run } : {}) }).find(name)
}

const ann = { kind: 'basic', username: 'ann', password: 'pass:word' }

describe('auths', () => {
  it.each(['ghcr.io', 'https://ghcr.io', 'https://ghcr.io/v1/', 'ghcr.io/team', 'ghcr.io/team/app'])(
    'are found under %s',
    async (key) => {
      expect((await find({ auths: { [key]: auth('ann:pass:word') } })).credential).toEqual(ann)
    },
  )

  it.each(['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'https://registry-1.docker.io/v2/'])(
    'of Docker Hub are found under %s',
    async (key) => {
      expect((await find({ auths: { [key]: auth('ann:pass:word') } }, hub)).credential).toEqual(ann)
    },
  )

  it('prefer the most specific key', async () => {
    const auths = { 'ghcr.io': auth('host:x'), 'ghcr.io/team': auth('team:x'), 'ghcr.io/team/app/x': auth('deeper:x') }
    expect((await find({ auths })).credential).toMatchObject({ username: 'team' })
  })

  it.each([
    [{ identitytoken: 'refresh' }, { kind: 'refresh-token', token: 'refresh' }],
    [{ registrytoken: 'bearer' }, { kind: 'bearer', token: 'bearer' }],
    [{ username: 'ann', password: 'pass:word' }, ann],
    [auth('ann:pass:word\0\0'), ann],
    [{}, undefined],
  ])('hold %j', async (entry, expected) => {
    expect((await find({ auths: { 'ghcr.io': entry } })).credential).toEqual(expected)
  })

  it('that hold nothing for a registry say where was looked', async () => {
    const { credential, tried } = await find({ auths: { 'quay.io': auth('ann:secret') } })
    expect(credential).toBeUndefined()
    expect(tried).toEqual([`${file} under auths: ${keysFor(app).join(', ')}`])
  })

  it('that are not there say so', async () => {
    const { tried } = await dockerCredentials({ env: { DOCKER_CONFIG: join(folder, 'none') } }).find(app)
    expect(tried).toEqual([`${join(folder, 'none', 'config.json')} (no such file)`])
  })

  it.each(['{"auths": secret', '[]', '{"auths":{"ghcr.io":{"auth":"c2VjcmV0"}}}'])(
    'that are broken are told without what they hold: %s',
    async (text) => {
      const error: unknown = await find(text).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'ERR_OCI_CREDENTIAL_FILE', details: { file } })
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/secret|c2VjcmV0/)
    },
  )
})

describe('credential helpers', () => {
  const answer =
    (stdout: string, code = 0, seen: unknown[] = []): RunProgram =>
    async (program, args, input) => {
      seen.push([program, args, input])
      return { code, stdout }
    }
  const secret = JSON.stringify({ ServerURL: 'x', Username: 'ann', Secret: 'pass:word' })

  it('of a registry go before the store of all, and that before auths', async () => {
    const seen: unknown[] = []
    const config = { credHelpers: { 'ghcr.io': 'gh' }, credsStore: 'desktop', auths: { 'ghcr.io': auth('other:x') } }
    expect((await find(config, app, answer(secret, 0, seen))).credential).toEqual(ann)
    expect((await find({ ...config, credHelpers: {} }, hub, answer(secret, 0, seen))).credential).toEqual(ann)
    expect(seen).toEqual([
      ['docker-credential-gh', ['get'], 'ghcr.io'],
      ['docker-credential-desktop', ['get'], 'https://index.docker.io/v1/'],
    ])
  })

  it('that know nothing leave it to auths', async () => {
    const run = answer('credentials not found in native keychain\n', 1)
    const { credential, tried } = await find({ credsStore: 'x', auths: { 'ghcr.io': auth('ann:pass:word') } }, app, run)
    expect(credential).toEqual(ann)
    expect(tried[0]).toBe('docker-credential-x for ghcr.io')
  })

  it('give refresh tokens under the name <token>', async () => {
    const run = answer(JSON.stringify({ Username: '<token>', Secret: 'refresh' }))
    expect((await find({ credsStore: 'x' }, app, run)).credential).toEqual({ kind: 'refresh-token', token: 'refresh' })
  })

  it.each([
    ['fail', answer('secret', 2)],
    ['say something else', answer('secret')],
    ['are not there', async () => Promise.reject(new Error('ENOENT'))],
  ] as [string, RunProgram][])('that %s are told without what they said', async (_, run) => {
    const error: unknown = await find({ credsStore: 'x' }, app, run).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_OCI_CREDENTIAL_HELPER', details: { program: 'docker-credential-x' } })
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('secret')
  })

  it('cannot be programs elsewhere', async () => {
    const seen: unknown[] = []
    await expect(find({ credsStore: '../../bin/sh' }, app, answer(secret, 0, seen))).rejects.toMatchObject({
      code: 'ERR_OCI_CREDENTIAL_HELPER',
    })
    expect(seen).toEqual([])
  })

  it('are run as programs on PATH', async () => {
    const program = join(folder, 'docker-credential-nacretest')
    const script = 'read server; printf \'{"Username":"%s-%s","Secret":"pass"}\' "$1" "$server"'
    await writeFile(program, `#!/bin/sh\n${script}\n`)
    await chmod(program, 0o755)
    const before = process.env['PATH']
    process.env['PATH'] = `${folder}${delimiter}${before}`
    try {
      expect((await find({ credsStore: 'nacretest' })).credential).toEqual({
        kind: 'basic',
        username: 'get-ghcr.io',
        password: 'pass',
      })
    } finally {
      process.env['PATH'] = before
    }
  })
})
