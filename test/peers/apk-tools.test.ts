import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createPackage,
  createRepository,
  formatIndex,
  generateKey,
  openPackage,
  parseInstalled,
  readIndex,
  type SigningKey,
} from '@nacre/apk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testData } from '../conformance/data.ts'
import { type ApkRun, apkAvailable, unpackApk } from './apk-client.ts'

/** The client is run without scripts and as whoever runs the tests: what it installs is compared, not executed. */
describe.skipIf(!apkAvailable)('apk-tools 2.14', () => {
  let work: string
  let apk: (...args: readonly string[]) => ApkRun
  let key: SigningKey

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'nacre-apk-client-'))
    mkdirSync(join(work, 'client'))
    apk = unpackApk(join(work, 'client'))
    key = await generateKey({ name: 'peer', bits: 2048 })
    mkdirSync(join(work, 'keys'))
    writeFileSync(join(work, 'keys', key.name), key.publicPem)
  })

  afterAll(() => rmSync(work, { recursive: true, force: true }))

  const packages = async () => [
    await createPackage({
      info: {
        name: 'tool',
        version: '1.2_rc1-r3',
        arch: 'x86_64',
        buildTime: 1_700_000_000,
        provides: ['cmd:tool=1.2_rc1-r3'],
        depends: ['data>1'],
        triggers: ['/usr/share/*'],
      },
      files: [
        { name: 'usr/bin/tool', content: '#!/bin/sh\n', mode: 0o755 },
        { name: 'usr/bin/alias', linkname: 'tool' },
        { name: 'a/hard', type: 'hardlink', linkname: 'usr/bin/tool' },
        { name: 'var/tmp/', mode: 0o1777 },
        { name: `opt/${'long/'.repeat(40)}näme`, content: 'long' },
        { name: 'opt/attr', content: 'attr', xattrs: { 'user.note': new TextEncoder().encode('kept') } },
      ],
      scripts: { 'post-install': '#!/bin/sh\n', trigger: '#!/bin/sh\n' },
      key,
    }),
    await createPackage({
      info: { name: 'data', version: '2-r0', arch: 'noarch' },
      files: { 'usr/share/data/empty': '' },
    }),
    await createPackage({ info: { name: 'meta', version: '1-r0', arch: 'x86_64', depends: ['cmd:tool'] }, key }),
  ]

  const install = (root: string, repository: string, ...names: string[]) => {
    mkdirSync(root, { recursive: true })
    const options = [
      '--root',
      root,
      '--initdb',
      '--arch',
      'x86_64',
      '--keys-dir',
      join(work, 'keys'),
      '--repositories-file',
      '/dev/null',
    ]
    return apk(...options, '--repository', repository, '--no-scripts', '--no-cache', 'add', ...names)
  }

  it.each(['RSA256', 'RSA'] as const)(
    'installs from a repository of createRepository signed with %s',
    async (algorithm) => {
      const dir = join(work, `repository-${algorithm}`)
      const root = join(work, `root-${algorithm}`)
      await createRepository({ packages: await packages(), key, dir, algorithm, description: 'peer' })
      expect(install(root, dir, 'meta')).toMatchObject({ status: 0, stderr: '' })
      expect(readFileSync(join(root, 'usr/bin/tool'), 'utf8')).toBe('#!/bin/sh\n')
      expect(readlinkSync(join(root, 'usr/bin/alias'))).toBe('tool')
      expect(lstatSync(join(root, 'a/hard')).ino).toBe(lstatSync(join(root, 'usr/bin/tool')).ino)
      expect(lstatSync(join(root, 'var/tmp')).mode & 0o7777).toBe(0o1777)
      expect(readFileSync(join(root, `opt/${'long/'.repeat(40)}näme`), 'utf8')).toBe('long')
      const installed = parseInstalled(readFileSync(join(root, 'lib/apk/db/installed')))
      expect(installed.map(({ name, flags }) => [name, flags])).toEqual([
        ['data', ''],
        ['meta', ''],
        ['tool', ''],
      ])
      const attr = installed
        .flatMap(({ directories }) => directories.flatMap(({ files }) => files))
        .find(({ name }) => name === 'attr')
      expect(attr?.xattrHash).toMatch(/^Q1/)
    },
  )

  it('refuses the repository without the key, so that the run above did verify', async () => {
    const dir = join(work, 'repository-RSA256')
    const none = join(work, 'no-keys')
    mkdirSync(none)
    const root = join(work, 'root-untrusted')
    mkdirSync(root)
    const run = apk(
      '--root',
      root,
      '--initdb',
      '--arch',
      'x86_64',
      '--keys-dir',
      none,
      '--repositories-file',
      '/dev/null',
      '--repository',
      dir,
      '--no-scripts',
      '--no-cache',
      'add',
      'meta',
    )
    expect(run.status).not.toBe(0)
    expect(run.stdout + run.stderr).toContain('UNTRUSTED')
  })

  it('says OK to every signed package', async () => {
    const dir = join(work, 'repository-RSA256', 'x86_64')
    for (const name of ['tool-1.2_rc1-r3.apk', 'meta-1-r0.apk']) {
      expect(apk('verify', '--keys-dir', join(work, 'keys'), join(dir, name)).stdout).toContain('OK')
    }
  })

  it('indexes real packages as record() and formatIndex do', async () => {
    const folder = testData('data/alpine/iso-3.19.1/x86_64')
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.apk'))
      .map((name) => join(folder, name))
    const made = join(work, 'APKINDEX.tar.gz')
    expect(apk('index', '--allow-untrusted', '-o', made, '-d', 'peer', ...files).status).toBe(0)
    const theirs = await readIndex(made)
    const ours = new Map<string, string>()
    for (const file of files) {
      const record = (await openPackage(file)).record()
      ours.set(record.checksum, formatIndex([record]))
    }
    expect(theirs.description).toBe('peer')
    expect(theirs.records).toHaveLength(files.length)
    for (const record of theirs.records) expect(formatIndex([record])).toBe(ours.get(record.checksum))
  })
})
