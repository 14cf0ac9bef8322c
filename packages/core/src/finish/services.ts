import type { EntrypointEntry } from '../definition/definition.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { checkName } from './check-name.ts'

/**
 * Writes the scan directory of s6: `sv/<name>/run` for every service, started by execline.
 *
 * @throws ImageError `ERR_IMAGE_NAME`
 */
export function writeServices(rootfs: RootFs, services: EntrypointEntry['services'] = {}): void {
  for (const [name, command] of Object.entries(services)) {
    checkName(name, 'service')
    rootfs.makeDirectory(`sv/${name}`, { mode: 0o777 })
    const path = `sv/${name}/run`
    const attributes = rootfs.lookup(path) === undefined ? { mode: 0o755 } : {}
    rootfs.writeFile(path, `#!/bin/execlineb\n${command}\n`, attributes)
  }
}
