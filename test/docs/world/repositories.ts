import { createPublicKey } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { createPackage, createRepository, generateKey, importKey, type SigningKey } from '@nacre/apk'
import { apk } from '@nacre/core/testing'
import { worldPackages } from './packages.ts'

/** Architectures that the repositories serve. */
export const WORLD_ARCHS = ['x86_64', 'aarch64']

/** The key that each host signs with; `createRepository` leaves its public half beside the packages. */
const keyNames: Readonly<Record<string, string>> = {
  'dl-cdn.alpinelinux.org': 'alpine-devel@lists.alpinelinux.org-1.rsa.pub',
  'packages.wolfi.dev': 'wolfi-signing.rsa.pub',
  'apk.example.com': 'team.rsa.pub',
}

/** Writes the repositories below a directory, one folder a host, with the keys where discovery looks for them. */
export async function writeRepositories(dir: string): Promise<void> {
  const { privatePem } = await generateKey({ bits: 2048 })
  for (const [place, described] of Object.entries(worldPackages)) {
    const key = await importKey(privatePem, keyNames[place.split('/')[0]!]!)
    const packages = await Promise.all(
      WORLD_ARCHS.flatMap((arch) =>
        described.map(([name, version, more]) => createPackage({ ...apk({ name, version, arch, ...more }), key })),
      ),
    )
    await createRepository({ packages, key, dir: join(dir, place) })
  }
  await writeAlpineKeys(join(dir, 'alpinelinux.org'), await importKey(privatePem, keyNames['dl-cdn.alpinelinux.org']!))
  await writeWolfiKeys(join(dir, 'packages.wolfi.dev'), await importKey(privatePem, keyNames['packages.wolfi.dev']!))
}

async function writeAlpineKeys(dir: string, key: SigningKey): Promise<void> {
  const keys = Object.fromEntries(WORLD_ARCHS.map((arch) => [arch, [{ url: `/keys/${key.name}` }]]))
  const release_branches = ['v3.22', 'edge'].map((rel_branch) => ({ rel_branch, keys }))
  await mkdir(join(dir, 'keys'), { recursive: true })
  await writeFile(join(dir, 'keys', key.name), key.publicPem)
  await writeFile(join(dir, 'releases.json'), JSON.stringify({ latest_stable: 'v3.22', release_branches }))
}

async function writeWolfiKeys(dir: string, key: SigningKey): Promise<void> {
  const jwk = createPublicKey(key.publicPem).export({ format: 'jwk' })
  const jwks = { keys: [{ ...jwk, kid: key.name.replace('.rsa.pub', '') }] }
  await writeFile(join(dir, 'os', 'apk-configuration'), '{"jwks_uri":"https://packages.wolfi.dev/keys.json"}')
  await writeFile(join(dir, 'keys.json'), JSON.stringify(jwks))
}

/** Serves a directory; the first part of each path is the host that a program asked for. */
export async function serve(dir: string): Promise<Server & { readonly origin: string }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://world').pathname))
    const bytes = await readFile(join(dir, path)).catch(() => undefined)
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(server, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
