import type { ApkPackage, PassedPackage } from '@nacre/apk'
import { concatBytes } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import type { ExpandedPackage } from './expanded-package.ts'
import { PACKAGES } from './kept-content.ts'
import { factsOf } from './kept-package.ts'
import type { PackageFacts } from './package-facts.ts'

/** What a package came to, once its plain tar was passed. */
export interface PassedTar extends Omit<PassedPackage, 'size'> {
  /** The plain tar, where it is in memory. */
  readonly tar: Uint8Array | undefined
}

type Verb = { readonly signal?: AbortSignal }

/** The plain tar in memory. */
export async function readTar(opened: ApkPackage, verb: Verb): Promise<PassedTar> {
  const pieces: Uint8Array[] = []
  const plain = opened.plain(verb)
  for (let step = await plain.next(); ; step = await plain.next()) {
    if (step.done === true) return { ...step.value, tar: concatBytes(pieces) }
    pieces.push(step.value)
  }
}

/**
 * Writes the plain tar into the store while it is inflated, followed by what is known of the package then; a tar that came in one piece
 * is still in memory.
 */
export async function keepTar(
  opened: ApkPackage,
  store: Store,
  said: Omit<PackageFacts, 'entries' | 'known'> & Pick<ExpandedPackage, 'record'>,
  verb: Verb,
): Promise<PassedTar> {
  const pieces: Uint8Array[] = []
  let passed: PassedPackage = { entries: [], size: 0 }
  const content = async function* (): AsyncGenerator<Uint8Array, void> {
    const plain = opened.plain(verb)
    try {
      for (let step = await plain.next(); ; step = await plain.next()) {
        if (step.done === true) {
          passed = step.value
          break
        }
        if (pieces.length < 2) pieces.push(step.value)
        yield step.value
      }
    } finally {
      await plain.return({ entries: [], size: 0 })
    }
    yield factsOf({ ...said, entries: passed.entries })
  }
  await store.put(PACKAGES, said.record.checksum, content())
  return { ...passed, tar: pieces.length === 1 ? pieces[0] : undefined }
}
