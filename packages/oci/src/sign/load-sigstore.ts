import { OciError } from '../error.ts'
import type { SigstoreSign } from './sigstore.ts'

/**
 * Loads the optional peer dependency `@sigstore/sign`.
 *
 * @throws OciError `ERR_OCI_SIGSTORE_MISSING` when it is not installed
 */
export async function loadSigstore(
  load: (name: string) => Promise<SigstoreSign> = (name) => import(name),
): Promise<SigstoreSign> {
  try {
    return await load('@sigstore/sign')
  } catch (cause) {
    throw new OciError(
      'ERR_OCI_SIGSTORE_MISSING',
      'Signing without a key: the package @sigstore/sign cannot be loaded; install it beside @nacre/oci, or sign with a key',
      { cause },
    )
  }
}
