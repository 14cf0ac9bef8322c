/** Something that goes wrong with one request. */
export type Fault =
  /** The request is answered with this status and not acted on. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The answer waits this long. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /**
   * The connection is reset. `request`: when `after` bytes of the request body have come (at its end when it is
   * shorter), what came before is kept and the request is not acted on further. `response`: the request is acted on, and
   * the connection is reset after the headers and `after` bytes of the answer; with 0, before the headers.
   */
  | { readonly kind: 'reset'; readonly side?: 'request' | 'response'; readonly after?: number }
  /** The request is acted on; the answer promises its whole length, and ends after `after` bytes (default: half). */
  | { readonly kind: 'truncate'; readonly after?: number }
  /**
   * Bytes change on the way. `request`: the first byte of the request body. `response`: the first byte of the answer;
   * a `Docker-Content-Digest` then names other content.
   */
  | { readonly kind: 'corrupt'; readonly side?: 'request' | 'response' }
  /** All tokens handed out so far expire before the request is looked at. */
  | { readonly kind: 'expire-tokens' }

/** When a fault strikes. Every condition given must hold. */
export interface FaultRule {
  readonly fault: Fault
  /** HTTP method, in capitals. */
  readonly method?: string
  /** Tested against the path with its query. */
  readonly path?: RegExp
  /** Number of the request since the registry was started, from 0. */
  readonly request?: number
  /** How many matching requests pass unharmed first; default 0. */
  readonly skip?: number
  /** How many matching requests are struck; default 1. */
  readonly times?: number
}

interface Armed {
  readonly rule: FaultRule
  seen: number
}

/** The rules in force, asked once for every request. */
export class FaultPlan {
  readonly #armed: Set<Armed> = new Set()

  /** Puts a rule in force; the function returned takes it away. */
  add(rule: FaultRule): () => void {
    const armed: Armed = { rule, seen: 0 }
    this.#armed.add(armed)
    return () => void this.#armed.delete(armed)
  }

  /** The fault that strikes this request: the first rule that matches wins. */
  strike(request: { readonly index: number; readonly method: string; readonly path: string }): Fault | undefined {
    for (const armed of this.#armed) {
      const { rule } = armed
      if (rule.method !== undefined && rule.method !== request.method) continue
      if (rule.path !== undefined && !rule.path.test(request.path)) continue
      if (rule.request !== undefined && rule.request !== request.index) continue
      const number = armed.seen++
      const skip = rule.skip ?? 0
      if (number >= skip && number < skip + (rule.times ?? 1)) return rule.fault
    }
    return undefined
  }
}
