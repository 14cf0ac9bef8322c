import { expect, it } from 'vitest'
import type { ImageDefinition } from '../definition/definition.ts'
import { parseApko } from './from-apko.ts'

async function merged(own: string, included: string): Promise<ImageDefinition> {
  return (await parseApko(`${own}\ninclude: base`, { includes: { base: included } })).toJSON()
}

it('joins lists, those of the included file first', async () => {
  const { packages, keyring, repositories, paths, volumes, accounts } = await merged(
    `
contents: {packages: [c], keyring: [k2], repositories: [r2]}
paths: [{path: /b, type: directory}]
volumes: [/2]
accounts: {users: [{username: u2, uid: 2}], groups: [{groupname: g2, gid: 2}]}`,
    `
contents: {packages: [a, b], keyring: [k1], repositories: [r1]}
paths: [{path: /a, type: directory}]
volumes: [/1]
accounts: {users: [{username: u1, uid: 1}], groups: [{groupname: g1, gid: 1}]}`,
  )
  expect(packages).toEqual(['a', 'b', 'c'])
  expect(keyring).toEqual(['k1', 'k2'])
  expect(repositories.map(({ location }) => location)).toEqual(['r1', 'r2'])
  expect(paths.map(({ path }) => path)).toEqual(['/a', '/b'])
  expect(volumes).toEqual(['/1', '/2'])
  expect(accounts.users.map(({ name }) => name)).toEqual(['u1', 'u2'])
  expect(accounts.groups.map(({ name }) => name)).toEqual(['g1', 'g2'])
})

it('fills maps up and lets the including file win', async () => {
  const { environment, annotations } = await merged(
    'environment: {A: own, E: ""}\nannotations: {a: own}',
    'environment: {A: base, B: base, E: base}\nannotations: {b: base}',
  )
  expect(environment).toEqual({ A: 'own', B: 'base', E: '' })
  expect(annotations).toEqual({ a: 'own', b: 'base' })
})

it('takes an entrypoint over whole, and only where there is none', async () => {
  expect((await merged('entrypoint: {command: own}', 'entrypoint: {command: base, type: x}')).entrypoint).toEqual({
    command: 'own',
  })
  expect((await merged('cmd: own', 'entrypoint: {command: base, type: x}')).entrypoint).toEqual({
    command: 'base',
    type: 'x',
  })
  expect((await merged('entrypoint: {}', 'entrypoint: {command: base}')).entrypoint).toEqual({ command: 'base' })
})

it('takes scalars over where they are empty', async () => {
  const base =
    'cmd: b\nstop-signal: B\nwork-dir: /b\narchs: [s390x]\nformat: tar\naccounts: {run-as: b}\nlayering: {strategy: origin, budget: 1}'
  expect(await merged('cmd: ""', base)).toMatchObject({
    cmd: { command: 'b' },
    stopSignal: 'B',
    workdir: '/b',
    archs: ['s390x'],
    format: 'tar',
    accounts: { runAs: 'b' },
    layering: { strategy: 'origin', budget: 1 },
  })
  expect(await merged('cmd: a\narchs: [amd64]\nlayering: {strategy: origin, budget: 9}', base)).toMatchObject({
    cmd: { command: 'a' },
    archs: ['amd64'],
    layering: { strategy: 'origin', budget: 9 },
  })
})

it('leaves the source of the included file behind', async () => {
  expect((await merged('cmd: a', 'vcs-url: base@1')).vcsUrl).toBeUndefined()
  expect((await merged('vcs-url: own@2', 'vcs-url: base@1')).vcsUrl).toBe('own@2')
})

it('accepts empty contents on either side', async () => {
  expect((await merged('contents: {}', 'contents: {packages: [a]}')).packages).toEqual(['a'])
  expect((await merged('contents: {packages: [a]}', 'contents:')).packages).toEqual(['a'])
})

it('checks what only the merged whole shows', async () => {
  await expect(merged('cmd: a', 'contents: {baseimage: {image: i, apkindex: x}}')).rejects.toMatchObject({
    code: 'ERR_IMAGE_CONFIG_BASE',
  })
  const key = 'contents: {runtime_keyring: [{name: a, content: b}]}'
  await expect(merged(key, key)).rejects.toMatchObject({ code: 'ERR_IMAGE_CONFIG_DUPLICATE' })
})
