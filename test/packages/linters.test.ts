import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, inject, it } from 'vitest'
import { readTarballs } from './tarballs.ts'

const attw = fileURLToPath(new URL('../../node_modules/.bin/attw', import.meta.url))
const tarballs = await readTarballs(inject('tarballs'))

describe.each(tarballs)('$name', ({ file, bytes, manifest }) => {
  it('has nothing that publint objects to', async () => {
    const tarball = Uint8Array.from(bytes).buffer
    const { messages } = await publint({ pack: { tarball }, level: 'suggestion', strict: true })
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([])
  })

  it('has types that every resolver of an ESM project finds (attw)', async () => {
    const { stdout } = await promisify(execFile)(attw, [file, '--format', 'json', '--profile', 'esm-only'], {
      maxBuffer: 64 * 1024 ** 2,
    }).catch((error: { stdout: string }) => error)
    const { analysis } = JSON.parse(stdout) as { analysis: { problems: { kind: string; resolutionKind?: string }[] } }
    // A CommonJS module gets an ES module by require(): Node does that since 22.12, and nacre asks for a newer one. Resolvers from
    // before `exports` do not see the subpaths.
    const others = ['node10', 'node16-cjs']
    expect(analysis.problems.filter(({ resolutionKind }) => !others.includes(resolutionKind ?? ''))).toEqual([])
  })
})
