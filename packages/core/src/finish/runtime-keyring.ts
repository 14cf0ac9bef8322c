import { createPublicKey } from 'node:crypto'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { compareNames } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { checkName } from './check-name.ts'
import { pemBlocks, pemText } from './pem.ts'

/**
 * Places keys in `/etc/apk/keys` that only the running container uses.
 *
 * @param epoch seconds since 1970 that the files get
 * @throws ImageError `ERR_IMAGE_RUNTIME_KEY` when a key is no RSA public key, or its name is taken,
 * `ERR_IMAGE_NAME`
 */
export function writeRuntimeKeyring(rootfs: RootFs, keyring: ImageDefinition['runtimeKeyring'], epoch: number): void {
  for (const { name, content } of [...keyring].sort((a, b) => compareNames(a.name, b.name))) {
    checkName(name, 'runtime key')
    const pem = publicKeyText(name, content)
    const path = `etc/apk/keys/${name}`
    if (rootfs.lookup(path) !== undefined) throw refuse(name, `/${path} is there already`, 'Choose another name')
    rootfs.writeFile(path, pem, { mtime: epoch })
  }
}

function publicKeyText(name: string, content: string): string {
  const blocks = pemBlocks(content)
  const [block] = blocks
  if (block === undefined || blocks.length > 1 || block.label !== 'PUBLIC KEY') {
    throw refuse(name, 'its text is not one PEM block "PUBLIC KEY"', 'Give the public key alone')
  }
  if (keyType(block.der) !== 'rsa') throw refuse(name, 'it is no RSA key', 'apk verifies with RSA keys only')
  return pemText(block)
}

function keyType(der: Uint8Array): string | undefined {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).asymmetricKeyType
  } catch {
    return undefined
  }
}

function refuse(name: string, what: string, remedy: string): ImageError {
  return new ImageError('ERR_IMAGE_RUNTIME_KEY', `Placing the runtime key ${name}: ${what}. ${remedy}.`, {
    details: { name },
  })
}
