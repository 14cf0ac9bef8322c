import { stat } from 'node:fs/promises'
import { ImageError } from '../error.ts'

/** What is written, where, and what must not stand there. */
export interface Output {
  /** `the OCI layout`, `the docker archive`. */
  readonly what: string
  readonly path: string
  readonly kind: 'directory' | 'file'
}

/**
 * Writes something out, and tells what the file system has against it.
 *
 * @throws ImageError `ERR_IMAGE_OUTPUT_EXISTS` when something of another kind stands there or on the way there,
 * `ERR_IMAGE_OUTPUT_UNWRITABLE` for want of space or permission; and what `write` throws
 */
export async function writeOutput<T>({ what, path, kind }: Output, write: () => Promise<T>): Promise<T> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && found.isDirectory() !== (kind === 'directory')) {
    const other = kind === 'directory' ? 'file' : 'directory'
    throw exists(what, path, `a ${other} stands there. ${kind === 'directory' ? 'Remove it, or n' : 'N'}ame a ${kind}.`)
  }
  try {
    return await write()
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException
    if (!(cause instanceof Error) || syscall === undefined) throw cause
    if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR') {
      throw exists(what, path, 'a file stands where a directory should be. Remove it, or choose another path.', cause)
    }
    throw new ImageError(
      'ERR_IMAGE_OUTPUT_UNWRITABLE',
      `Writing ${what} ${path}: the file system says ${code ?? 'no'} (${syscall}). Check space, permissions and the path.`,
      { details: { path, reason: code }, cause },
    )
  }
}

function exists(what: string, path: string, met: string, cause?: unknown): ImageError {
  return new ImageError('ERR_IMAGE_OUTPUT_EXISTS', `Writing ${what} ${path}: ${met}`, { details: { path }, cause })
}
