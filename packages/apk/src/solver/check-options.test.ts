import { expect, test } from 'vitest'
import { solve } from './solve.ts'

const repositories = [{ name: 'main', records: [] }]

test.each([
  ['arch', { world: [], repositories }],
  ['repositories', { world: [], arch: 'x86_64' }],
  ['repositories[0].records', { world: [], arch: 'x86_64', repositories: [{ name: 'main' }] }],
  ['installed', { world: [], arch: 'x86_64', repositories, installed: 1 }],
  ['world', { world: 'nginx', arch: 'x86_64', repositories }],
  ['world', { world: [1], arch: 'x86_64', repositories }],
])('a call without types that gets %s wrong is told so', (option, call) => {
  expect(() => Reflect.apply(solve, undefined, [call])).toThrowError(
    expect.objectContaining({ code: 'ERR_APK_SOLVER_OPTIONS', details: { option } }),
  )
})
