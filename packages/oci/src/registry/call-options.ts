/** What every verb of a registry client takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}
