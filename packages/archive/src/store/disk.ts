import { mkdirSync, renameSync, statSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ArchiveError } from '../error.ts'
import { fromHex, toHex } from '../hex.ts'
import type { ByteSource } from '../source.ts'
import { copyOut } from './copy-out.ts'
import { DiskFile } from './disk-file.ts'
import { evictOldest } from './evict.ts'
import type { Footer } from './footer.ts'
import { errorCode, isAbsent, storeIoError } from './io-error.ts'
import { checkKey, contentMismatch } from './key.ts'
import { StoreLayout } from './layout.ts'
import { tryLock } from './lock.ts'
import { currentOwner, type Owner } from './owner.ts'
import { markUsed, openEntry, readFooter, readWhole } from './read-entry.ts'
import { bootId, Seal } from './seal.ts'
import { CONTENT_NAMESPACE, type Store, type StoredContent, type StoredFile, type StoreEvent } from './store.ts'
import { sweepTemporary } from './temporary.ts'
import { UsageEstimate } from './usage.ts'
import { writeEntry } from './write.ts'

/** How to keep a store on disk. */
export interface DiskStoreOptions {
  /** About how many bytes the store may take; the entries used longest ago give way. Default: no limit. */
  readonly maxBytes?: number
  readonly onEvent?: (event: StoreEvent) => void
}

/**
 * Opens the store in a directory, which is made where it is not there, and removes what killed processes have left in it.
 * Any number of processes may use it at once. An entry is written under a temporary name and renamed; nothing is flushed to the disk,
 * since every entry that was written to, or before the machine was started, is verified when it is read, and one that a power failure
 * has damaged is taken as absent.
 *
 * @throws ArchiveError `ERR_ARCHIVE_STORE_IO`
 */
export async function openStore(directory: string, options: DiskStoreOptions = {}): Promise<Store> {
  const owner = currentOwner()
  const layout = new StoreLayout(resolve(directory), owner)
  try {
    mkdirSync(layout.entries, { recursive: true })
    mkdirSync(layout.temporary, { recursive: true })
    const files = await sweepTemporary(layout.temporary, owner)
    if (files > 0) options.onEvent?.({ type: 'swept', files })
  } catch (error) {
    throw storeIoError('opening', layout.root, error)
  }
  return new DiskStore(layout, owner, options)
}

class DiskStore implements Store {
  readonly #layout: StoreLayout
  readonly #owner: Owner
  readonly #usage: UsageEstimate
  readonly #maxBytes: number
  readonly #seal = new Seal(bootId())
  readonly #onEvent: (event: StoreEvent) => void
  #evicting: Promise<void> | undefined

  constructor(layout: StoreLayout, owner: Owner, options: DiskStoreOptions) {
    this.#layout = layout
    this.#owner = owner
    this.#usage = new UsageEstimate(layout.usage)
    this.#maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY
    this.#onEvent = options.onEvent ?? (() => {})
  }

  get(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return this.#guard('reading', namespace, key, async (path) => {
      const opened = await openEntry(path)
      if (opened === undefined) return undefined
      const content = await readWhole(opened, keyDigest(namespace, key)).finally(() => opened.file.close())
      if (typeof content !== 'string') return content
      await this.#removeCorrupt(path, namespace, content)
      return undefined
    })
  }

  has(namespace: string, key: string): Promise<boolean> {
    return this.#guard('looking', namespace, key, async (path) => {
      try {
        markUsed(path, statSync(path))
        return true
      } catch (error) {
        if (isAbsent(error)) return false
        throw error
      }
    })
  }

  put(namespace: string, key: string, content: ByteSource): Promise<{ readonly size: number }> {
    const digest = namespace === CONTENT_NAMESPACE
    return this.#guard('writing', namespace, key, async (path) => {
      const { size } = await this.#write(content, { digest }, ({ sha256 }) => {
        if (sha256 !== undefined && key !== toHex(sha256)) throw contentMismatch(key, toHex(sha256))
        return path
      })
      return { size }
    })
  }

  add(content: ByteSource): Promise<StoredContent> {
    return this.#io('writing', async () => {
      let digest = ''
      const { size } = await this.#write(content, { digest: true }, ({ sha256 }) => {
        digest = toHex(sha256!)
        return this.#layout.entry(CONTENT_NAMESPACE, digest)
      })
      return { digest: `sha256:${digest}`, size }
    })
  }

  open(namespace: string, key: string): Promise<StoredFile | undefined> {
    return this.#guard('reading', namespace, key, async (path) => {
      const opened = await openEntry(path)
      if (opened === undefined) return undefined
      const { file } = opened
      const footer = await readFooter(opened, keyDigest(namespace, key)).catch((error: unknown) => {
        file.close()
        throw error
      })
      if (typeof footer !== 'string') {
        const sealed = this.#seal.isWhole(opened.mtimeMs, footer.crc)
        const onCorrupt = (reason: string): Promise<void> => this.#removeCorrupt(path, namespace, reason)
        const seal = (): void => this.#seal.set(file, footer.crc)
        return new DiskFile(file, { footer, sealed, seal, onCorrupt })
      }
      file.close()
      await this.#removeCorrupt(path, namespace, footer)
      return undefined
    })
  }

  copyTo(namespace: string, key: string, target: string): Promise<boolean> {
    return this.#guard('reading', namespace, key, async (path) => {
      const fault = await copyOut(path, target, { seal: this.#seal, sha256: keyDigest(namespace, key) })
      if (fault !== undefined && 'corrupt' in fault) await this.#removeCorrupt(path, namespace, fault.corrupt)
      return fault === undefined
    })
  }

  remove(namespace: string, key: string): Promise<void> {
    return this.#guard('removing', namespace, key, (path) => rm(path, { force: true }))
  }

  clear(): Promise<void> {
    return this.#io('clearing', async () => {
      const aside = this.#layout.newTemporary()
      try {
        await rename(this.#layout.entries, aside)
      } catch (error) {
        if (!isAbsent(error)) throw error
      }
      await mkdir(this.#layout.entries, { recursive: true })
      await rm(aside, { recursive: true, force: true })
      await this.#usage.set(0)
    })
  }

  /** Writes content under a temporary name, then moves it to where `place` says. */
  async #write(
    content: ByteSource,
    options: { readonly digest: boolean },
    place: (footer: Footer) => string,
  ): Promise<Footer> {
    const temporary = this.#layout.newTemporary()
    try {
      const footer = await writeEntry(temporary, content, { ...options, seal: this.#seal })
      moveInto(temporary, place(footer))
      await this.#count(footer.size)
      return footer
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  async #count(size: number): Promise<void> {
    if (this.#maxBytes === Number.POSITIVE_INFINITY) return
    const estimate = await this.#usage.add(size, this.#maxBytes / 64)
    if (estimate === undefined || estimate <= this.#maxBytes) return
    this.#evicting ??= this.#evict().finally(() => {
      this.#evicting = undefined
    })
    await this.#evicting
  }

  async #evict(): Promise<void> {
    const release = await tryLock(this.#layout.lock, () => this.#layout.newTemporary(), this.#owner)
    if (release === undefined) return
    try {
      const { entries, bytes, left } = await evictOldest(this.#layout.entries, this.#maxBytes)
      await this.#usage.set(left)
      if (entries > 0) this.#onEvent({ type: 'evicted', entries, bytes })
      const files = await sweepTemporary(this.#layout.temporary, this.#owner)
      if (files > 0) this.#onEvent({ type: 'swept', files })
    } finally {
      await release()
    }
  }

  async #removeCorrupt(path: string, namespace: string, reason: string): Promise<void> {
    await rm(path, { force: true }).catch(() => {})
    this.#onEvent({ type: 'corrupt', namespace, reason })
  }

  async #guard<T>(doing: string, namespace: string, key: string, work: (path: string) => Promise<T>): Promise<T> {
    checkKey(namespace, key)
    return this.#io(doing, () => work(this.#layout.entry(namespace, key)))
  }

  /** Gives errors of the file system, and no others, the code of a store. */
  async #io<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const code = errorCode(error)
      const fromFileSystem = error instanceof Error && 'syscall' in error && code !== undefined
      throw fromFileSystem && !(error instanceof ArchiveError) ? storeIoError(doing, this.#layout.root, error) : error
    }
  }
}

function keyDigest(namespace: string, key: string): Uint8Array | undefined {
  return namespace === CONTENT_NAMESPACE ? fromHex(key) : undefined
}

/** Renames, making the folder where it is not there; again where it is cleared away in between. */
function moveInto(from: string, to: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(from, to)
      return
    } catch (error) {
      if (!isAbsent(error) || attempt === 8) throw error
      mkdirSync(dirname(to), { recursive: true })
    }
  }
}
