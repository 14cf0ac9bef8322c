import type { Registry, RegistryOptions } from '@nacre/oci/testing'

/**
 * Starts an OCI registry in this process: see `startRegistry` of `@nacre/oci/testing`, which is loaded on the first call.
 *
 * @example
 * await using registry = await startRegistry()
 * await built.publish(`${registry.host}/web:1`)
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const testing = await import('@nacre/oci/testing')
  return await testing.startRegistry(options)
}
