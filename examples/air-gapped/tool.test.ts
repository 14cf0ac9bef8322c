import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPackage, createRepository, generateKey } from '@nacre/apk'
import { apk } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tool } from './tool.image.ts'

const key = await generateKey({ name: 'mirror.rsa.pub', bits: 2048 })
let dir: string
let mirror: Server
let requests = 0

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-air-gapped-'))
  const described = [
    apk({ name: 'curl', version: '8.14.1-r1', depends: ['zlib'], files: { 'usr/bin/curl': 'program' } }),
    apk({ name: 'zlib', files: { 'usr/lib/libz.so.1': 'library' } }),
    apk({ name: 'ca-certificates-bundle', files: { 'etc/ssl/certs/ca-certificates.crt': 'certificates' } }),
  ]
  const archs = ['x86_64', 'aarch64']
  const packages = archs.flatMap((arch) =>
    described.map(({ info, ...rest }) => createPackage({ ...rest, info: { ...info, arch }, key })),
  )
  await createRepository({ packages: await Promise.all(packages), key, dir: join(dir, 'mirror') })
  mirror = createServer(async ({ url = '' }, response) => {
    requests++
    response.end(await readFile(join(dir, 'mirror', url)))
  })
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  mirror.close()
  await rm(dir, { recursive: true, force: true })
})

test('without a network the cache and the lock give the same bits, and nobody is asked', async () => {
  const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`
  const definition = tool(url).trust({ name: key.name, content: key.publicPem })
  const cache = join(dir, 'cache')

  const online = await definition.build({ cache })
  const lock = JSON.parse(JSON.stringify(online.plan.toLock()))
  const asked = requests

  const offline = await definition.build({ cache, lock, offline: true })
  expect(requests).toBe(asked)
  expect(offline.digest).toBe(online.digest)
  await expect(offline).toMatchLock(lock)
})

test('what the cache lacks is an error that names it', async () => {
  const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`
  const definition = tool(url).trust({ name: key.name, content: key.publicPem })
  const attempt = definition.build({ cache: join(dir, 'empty'), offline: true })
  await expect(attempt).rejects.toMatchObject({ code: 'ERR_APK_OFFLINE' })
})
