import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'
import { app } from './app.image.ts'

const packages = (nodejs = '22.16.0-r2') =>
  repository([
    apk({
      name: 'nodejs',
      version: nodejs,
      depends: ['musl'],
      files: { 'usr/bin/node': { content: 'x', mode: 0o755 } },
    }),
    apk({ name: 'musl', files: { 'lib/libc.so': 'x' } }),
    apk({ name: 'tzdata', files: { 'usr/share/zoneinfo/UTC': 'TZif' } }),
  ])

test('the code is there, its tests are not', async () => {
  const built = await app(packages()).build()
  await expect(built).toHaveFile('/srv/server.js', { owner: 0, content: /listen\(3000\)/ })
  await expect(built).not.toHaveFile('/srv/server.test.js')
})

test('it runs as an account of its own, in production', async () => {
  const built = await app(packages()).build()
  expect(built).toRunAs('node')
  expect(built.arch('x86_64').config.config?.Env).toContain('NODE_ENV=production')
  expect(built.arch('x86_64').config.config?.WorkingDir).toBe('/srv')
})

test('new code leaves the layers of packages as they are', async () => {
  const before = await app(packages()).build()
  const after = await app(packages()).file('/srv/release.txt', '2\n').build()
  const layers = (built: typeof before) => built.arch('x86_64').layers.map(({ digest }) => digest)
  expect(layers(after).slice(0, -1)).toEqual(layers(before).slice(0, -1))
  expect(layers(after).at(-1)).not.toBe(layers(before).at(-1))
})
