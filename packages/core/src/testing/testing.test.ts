import { createPackage, Keyring, openPackage, readIndex } from '@nacre/apk'
import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { advisories, apk, EPOCH, fixedClock, recordEvents, repository, startRegistry } from '../testing.ts'

describe('apk', () => {
  it('describes a package in a line, written by createPackage', async () => {
    const zlib = await openPackage(await createPackage(apk('zlib')))
    expect(zlib.info).toMatchObject({ name: 'zlib', version: '1.0-r0', depends: [] })
  })

  it('keeps files, scripts and everything that .PKGINFO says', async () => {
    const nginx = apk({
      name: 'nginx',
      version: '1.26.2-r0',
      depends: ['zlib'],
      license: 'BSD-2-Clause',
      files: { 'etc/nginx.conf': 'x' },
      scripts: { 'post-install': '#!/bin/sh\n' },
    })
    const opened = await openPackage(await createPackage(nginx))
    expect(opened.info).toMatchObject({ version: '1.26.2-r0', depends: ['zlib'], license: 'BSD-2-Clause' })
    expect([...opened.scripts.keys()]).toEqual(['post-install'])
    expect((await opened.expand()).entries.map(({ name }) => name)).toEqual(['etc', 'etc/nginx.conf'])
  })
})

describe('repository', () => {
  it('takes names, descriptions, options and package files', async () => {
    const bytes = await createPackage(apk('d'))
    const { records } = await repository(['a', apk('b'), { name: 'c' }, bytes]).index('x86_64')
    expect(records.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('offers packages for every architecture, or for the one it is told', async () => {
    const named = async (arch: string, options = {}): Promise<number> =>
      (await repository(['a'], options).index(arch)).records.length
    expect(await named('riscv64')).toBe(1)
    expect(await named('riscv64', { arch: 'x86_64' })).toBe(0)
    expect(await named('x86_64', { arch: 'x86_64' })).toBe(1)
  })

  it('has one name for equal packages and another for others, so that several serve one definition', () => {
    expect(repository(['a']).name).toBe(repository(['a']).name)
    expect(repository(['a']).name).not.toBe(repository(['b']).name)
    expect(repository(['a'], { tag: 'edge' }).name).not.toBe(repository(['a']).name)
    expect(repository(['a'], { name: 'memory:mine' }).name).toBe('memory:mine')
  })

  it('serves packages under a tag', async () => {
    const stable = repository([apk({ name: 'a', version: '1-r0' })])
    const edge = repository([apk({ name: 'a', version: '2-r0' })], { tag: '@edge' })
    const plan = await image()
      .from(stable, edge)
      .add('a@edge')
      .plan({ arch: ['x86_64'] })
    expect(plan.packages().map(({ version }) => version)).toEqual(['2-r0'])
  })

  it('signs the index file that others fetch with a key of its own', async () => {
    const served = repository(['a'])
    const index = await readIndex(await served.indexFile('x86_64'), { keyring: await served.keyring() })
    expect(index.signer).toBeDefined()
    await expect(readIndex(await served.indexFile('x86_64'), { keyring: Keyring.of({}) })).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY',
    })
  })
})

describe('advisories', () => {
  it('states fixes, what has none, and what never was affected', () => {
    const feed = advisories({ zlib: { 'CVE-1': '1.3-r0', 'CVE-2': null, 'CVE-3': '0' } }, { name: 'mine' })
    expect(feed.name).toBe('mine')
    expect(feed.advisories.map(({ id, ranges }) => [id, ranges])).toEqual([
      ['CVE-1', [{ fixed: '1.3-r0' }]],
      ['CVE-2', [{}]],
      ['CVE-3', []],
    ])
  })
})

describe('fixedClock', () => {
  it('stands still, and moves by what it sleeps', async () => {
    const clock = fixedClock()
    expect(clock.now()).toBe(EPOCH * 1000)
    await clock.sleep(60_000)
    expect(clock.now()).toBe(EPOCH * 1000 + 60_000)
  })
})

describe('recordEvents', () => {
  it('keeps what a build tells, by kind', async () => {
    const recorder = recordEvents()
    await image()
      .from(repository(['a']))
      .add('a')
      .build({ arch: ['x86_64'], onEvent: recorder.onEvent })
    expect(recorder.of('fetched').map(({ name }) => name)).toEqual(['a'])
    expect(recorder.kinds.slice(0, 2)).toEqual(['index', 'resolved'])
  })
})

describe('startRegistry', () => {
  it('starts the registry of @nacre/oci/testing', async () => {
    await using registry = await startRegistry()
    expect(registry.repositories()).toEqual([])
  })
})
