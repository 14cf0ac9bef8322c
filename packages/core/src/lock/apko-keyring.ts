import { readFile } from 'node:fs/promises'
import { expectStatus, readText } from '@nacre/http'
import type { ImageDefinition, RepositoryEntry } from '../definition/definition.ts'
import type { ArchitecturePlan } from '../plan/plan.ts'
import { discoverKeys } from '../repositories/keyring.ts'
import type { Services } from '../services.ts'
import type { ApkoLock } from './apko-lock.ts'
import { withoutCredentials } from './locked-url.ts'

type LockedKey = NonNullable<ApkoLock['contents']['keyring']>[number]

/** Most bytes of one key file. */
const KEY_LIMIT = 64 * 1024

/** Where Alpine publishes its keys; releases.json names them below it. */
const ALPINE_KEYS = 'https://alpinelinux.org/keys'

/**
 * The keys of an apko lock: those that are configured, with their text, then those that repositories publish, by name
 * (apko 1.2, internal/cli/lock.go).
 */
export async function lockKeyring(
  definition: ImageDefinition,
  architectures: readonly ArchitecturePlan[],
  services: Services,
): Promise<LockedKey[]> {
  const configured = await Promise.all(
    definition.keyring.flatMap((entry) => (typeof entry === 'string' ? [configuredKey(entry, services)] : [])),
  )
  const discovered = await Promise.all(
    definition.repositories.flatMap((entry) => architectures.map(({ arch }) => publishedKeys(entry, arch, services))),
  )
  const byUrl = new Map(discovered.flat().map((key) => [key.url, key]))
  return [...configured, ...byUrl.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** What a repository publishes; nothing where it cannot be had, for the plan was made without it. */
async function publishedKeys(entry: RepositoryEntry, arch: string, services: Services): Promise<LockedKey[]> {
  const keyring = await discoverKeys(entry, arch, services).catch(() => undefined)
  return [...(keyring?.keys() ?? [])].map(({ name, pem }) => {
    const url = publishedAt(entry, name)
    return { name: withoutScheme(url), url, content: pem }
  })
}

async function configuredKey(entry: string, services: Services): Promise<LockedKey> {
  const content = await keyText(entry, services)
  const url = withoutCredentials(entry)
  return { name: withoutScheme(url), url, ...(content === '' ? {} : { content }) }
}

async function keyText(entry: string, { transport, signal }: Services): Promise<string> {
  if (!/^https?:/i.test(entry)) return await readFile(entry, 'utf8')
  const verb = signal === undefined ? {} : { signal }
  const response = await transport.request({ url: entry, maxBytes: KEY_LIMIT, ...verb })
  return await readText(await expectStatus(response, 200), { limit: KEY_LIMIT })
}

function publishedAt({ location, discoverKeys: where }: RepositoryEntry, name: string): string {
  return where === 'alpine' ? `${ALPINE_KEYS}/${name}` : `${withoutCredentials(location)}/${name}`
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '')
}
