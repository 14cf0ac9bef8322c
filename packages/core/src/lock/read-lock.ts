import { readFile } from 'node:fs/promises'
import { type GenericIssue, getDotPath, safeParse } from 'valibot'
import { ImageError } from '../error.ts'
import type { ApkoLock } from './apko-lock.ts'
import { apkoLockSchema } from './apko-lock-schema.ts'
import type { Lock } from './lock.ts'
import { lockSchema } from './lock-schema.ts'
import { requestChecksum } from './request.ts'

/** A lock to build from: a file, or what such a file holds; nacre's own or apko's. */
export type LockSource = string | Lock | ApkoLock

/** A lock of either kind, checked. */
export type ReadLock =
  | { readonly kind: 'nacre'; readonly name: string; readonly lock: Lock }
  | { readonly kind: 'apko'; readonly name: string; readonly lock: ApkoLock }

/** What messages call a lock that is no file. */
const HANDED_OVER = 'handed over'

/** Most bytes of a lock file. */
const SIZE_LIMIT = 64 * 1024 ** 2

/**
 * Reads a lock and checks its form.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_UNREADABLE` when the file cannot be read, `ERR_IMAGE_LOCK_FORMAT` when it is no lock
 */
export async function readLock(source: LockSource, options: { signal?: AbortSignal } = {}): Promise<ReadLock> {
  if (typeof source !== 'string') return parseLock(source, HANDED_OVER)
  let bytes: Uint8Array
  try {
    bytes = await readFile(source, options)
  } catch (cause) {
    options.signal?.throwIfAborted()
    throw new ImageError(
      'ERR_IMAGE_LOCK_UNREADABLE',
      `Reading the lock ${source}: there is no such file that can be read. Correct the path, or make a lock of a plan first.`,
      { details: { lock: source }, cause },
    )
  }
  return parseLock(jsonOf(bytes, source), source)
}

function jsonOf(bytes: Uint8Array, name: string): unknown {
  try {
    if (bytes.length > SIZE_LIMIT) throw new RangeError(`it has more than ${SIZE_LIMIT} bytes`)
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw formatError(name, [`it is no JSON (${cause instanceof Error ? cause.message : 'unknown'})`], cause)
  }
}

function parseLock(value: unknown, name: string): ReadLock {
  const isNacre = typeof value === 'object' && value !== null && 'nacreLock' in value
  if (!isNacre) {
    const apko = safeParse(apkoLockSchema, value)
    if (!apko.success) throw formatError(name, faultsOf(apko.issues))
    return { kind: 'apko', name, lock: apko.output }
  }
  const nacre = safeParse(lockSchema, value)
  if (!nacre.success) throw formatError(name, faultsOf(nacre.issues))
  if (requestChecksum(nacre.output.request) !== nacre.output.checksum) {
    throw formatError(name, ['its checksum does not fit its request: it was changed by hand'])
  }
  return { kind: 'nacre', name, lock: nacre.output }
}

function faultsOf(issues: readonly GenericIssue[]): string[] {
  return issues.slice(0, 20).map((issue) => `${getDotPath(issue) ?? 'the whole'}: ${issue.message}`)
}

function formatError(name: string, faults: readonly string[], cause?: unknown): ImageError {
  return new ImageError(
    'ERR_IMAGE_LOCK_FORMAT',
    `Reading the lock ${name}: ${faults.join('; ')}. Make the lock anew.`,
    { details: { lock: name, faults }, ...(cause === undefined ? {} : { cause }) },
  )
}
