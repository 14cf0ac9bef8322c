import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'
import { app, appDev } from './app.image.ts'

const packages = repository([
  apk({ name: 'nodejs', version: '22.16.0-r2', files: { 'usr/bin/node': { content: 'program', mode: 0o755 } } }),
  apk({ name: 'busybox', files: { 'bin/busybox': { content: 'shell', mode: 0o755 } } }),
  'curl',
  'git',
])

test('only the -dev variant has a shell', async () => {
  const [production, development] = [await app(packages).build(), await appDev(packages).build()]
  expect(production).toHaveNoShell()
  expect(production).toRunAs(65532)
  expect(development).not.toHaveNoShell()
  expect(development).toRunAs('root')
})

test('the -dev variant only adds', async () => {
  const [production, development] = [await app(packages).build(), await appDev(packages).build()]
  const { architectures } = await production.diff(development)
  for (const { packages: changes } of architectures) {
    expect(changes.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['added busybox', 'added curl', 'added git'])
  }
})

test('making the -dev variant leaves the production image as it was', () => {
  const production = app(packages)
  const before = JSON.stringify(production)
  appDev(packages)
  expect(JSON.stringify(production)).toBe(before)
})
