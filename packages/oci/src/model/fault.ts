import { OciError, type OciErrorCode } from '../error.ts'

/** One thing wrong in a document: where (a path such as `layers[2].digest`) and what. */
export interface Fault {
  readonly path: string
  readonly message: string
}

/** Bounds on a document of the model. Each has a default that real registries stay well below. */
export interface ModelLimits {
  /** Most bytes of a document. Default 4 MiB, what registries accept for a manifest (distribution-spec v1.1, "Pushing Manifests"). */
  readonly bytes?: number
  /** Deepest nesting of objects and lists. Default 64. */
  readonly depth?: number
  /** Most entries of one list or map. Default 100 000. */
  readonly entries?: number
}

const maxReported = 50

/** Collects faults, so that a reader learns all of them at once. */
export class Faults {
  readonly list: Fault[] = []
  readonly entries: number

  constructor(entries: number) {
    this.entries = entries
  }

  add(path: string, message: string): void {
    if (this.list.length < maxReported) this.list.push({ path: path === '' ? '(document)' : path, message })
  }

  /** Throws one error naming every fault, when there is any. */
  throwIfAny(code: OciErrorCode, doing: string): void {
    if (this.list.length === 0) return
    const lines = this.list.map((fault) => `${fault.path} ${fault.message}`).join('; ')
    throw new OciError(code, `${doing}: ${lines}; get the document again or from another source`, {
      details: { faults: this.list },
    })
  }
}
