// REPOSITORY=ghcr.io/you/web VERSION=1.0 COSIGN_KEY=key.pem node build.ts
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { alpine, image } from '@nacre/core'
import { dockerCredentials, readSigningKey } from '@nacre/oci'
import { release } from './release.ts'

const { REPOSITORY = '', VERSION = '', COSIGN_KEY = 'key.pem' } = process.env
const built = await image()
  .from(alpine('v3.22'))
  .add('nginx')
  .user(65532)
  .entrypoint('/usr/sbin/nginx')
  .build({ arch: ['x86_64', 'aarch64'], cache: '.cache' })

const reference = await release(built, {
  repository: REPOSITORY,
  version: VERSION,
  signer: readSigningKey(await readFile(COSIGN_KEY, 'utf8')),
  credentials: dockerCredentials(),
  check: async ({ reference: pushed }) => void (await promisify(execFile)('podman', ['run', '--rm', pushed, '-v'])),
})
console.log(reference)
