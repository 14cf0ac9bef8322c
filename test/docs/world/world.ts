import { rm } from 'node:fs/promises'
import { image } from '@nacre/core'
import { apk, repository, startRegistry } from '@nacre/core/testing'
import type { Registry } from '@nacre/oci/testing'
import { serve, WORLD_ARCHS, writeRepositories } from './repositories.ts'

/** Servers that stand for the hosts that the documentation's programs speak of. */
export interface World extends AsyncDisposable {
  /** `NACRE_DOCS_WORLD`: the origin of each host, as JSON. */
  readonly routes: string
  readonly registry: Registry
}

/**
 * Starts repositories of Alpine, Wolfi and a team's own, and a registry that already holds a base image.
 *
 * @param dir where the repositories are written; replaced
 */
export async function startWorld(dir: string): Promise<World> {
  await rm(dir, { recursive: true, force: true })
  await writeRepositories(dir)
  const server = await serve(dir)
  const registry = await startRegistry()
  const hosts = ['dl-cdn.alpinelinux.org', 'alpinelinux.org', 'packages.wolfi.dev', 'apk.example.com']
  const routes = {
    ...Object.fromEntries(hosts.map((host) => [host, `${server.origin}/${host}`])),
    'registry.example.com': registry.url,
    'ghcr.io': registry.url,
  }
  const base = await image()
    .from(repository([apk({ name: 'company-base', files: { 'etc/company': 'ours\n' } })]))
    .add('company-base')
    .build({ arch: WORLD_ARCHS })
  await base.publish(`${registry.host}/base:1`)
  return {
    routes: JSON.stringify(routes),
    registry,
    async [Symbol.asyncDispose]() {
      await registry.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(dir, { recursive: true, force: true })
    },
  }
}
