import { startFaultyServer } from '@nacre/http/testing'
import { expect, it } from 'vitest'
import { createAdbPackage } from '../../adb/create-package.ts'
import { writeAdbIndex } from '../../adb/write-index.ts'
import { openPackage } from '../../package/open.ts'
import { httpRepository } from '../http.ts'

async function v3Files(packageNameSpec?: string) {
  const info = { name: 'hello', version: '1.0-r0', arch: 'x86_64', description: 'd', license: 'MIT' }
  const file = await createAdbPackage({ info, files: { 'usr/bin/hello': 'hi' } })
  const record = (await openPackage(file)).record()
  const index = await writeAdbIndex({
    records: [record],
    ...(packageNameSpec === undefined ? {} : { packageNameSpec }),
  })
  return { file, index }
}

it('reads a v3 index where there is no v2 index, and its packages from below the base', async () => {
  const { file, index } = await v3Files()
  const replies: Record<string, Uint8Array> = { '/x86_64/Packages.adb': index, '/x86_64/hello-1.0-r0.apk': file }
  await using server = await startFaultyServer({ reply: ({ path }) => replies[path] && { body: replies[path] } })
  const repository = httpRepository(server.url)
  const { records, format } = await repository.index('x86_64')
  expect(format).toBe('v3')
  expect(await repository.package(records[0]!)).toEqual(new Uint8Array(file))
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/x86_64/APKINDEX.tar.gz',
    '/x86_64/Packages.adb',
    '/x86_64/hello-1.0-r0.apk',
  ])
})

it('asks for a v3 index alone where told to', async () => {
  const { index } = await v3Files()
  await using server = await startFaultyServer({ reply: [{ body: index }] })
  await httpRepository(server.url, { format: 'v3' }).index('x86_64')
  expect(server.requests.map(({ path }) => path)).toEqual(['/x86_64/Packages.adb'])
})

it('goes where the package name spec of the index says', async () => {
  const { file, index } = await v3Files(`pool/\${name:1}/\${name}-\${version}.apk`)
  const replies: Record<string, Uint8Array> = { '/all/Packages.adb': index, '/all/pool/h/hello-1.0-r0.apk': file }
  await using server = await startFaultyServer({ reply: ({ path }) => replies[path] && { body: replies[path] } })
  const repository = httpRepository(`${server.url}/all/Packages.adb`)
  const { records } = await repository.index('x86_64')
  expect(await repository.package(records[0]!)).toHaveLength(file.length)
})
