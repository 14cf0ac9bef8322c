/** What a build tells while it works; sizes in bytes. */
export type BuildEvent =
  | { readonly kind: 'index'; readonly repository: string; readonly arch: string; readonly records: number }
  | {
      readonly kind: 'resolved'
      readonly arch: string
      readonly packages: number
      /** Size of all package files: what is to be fetched where nothing is known yet. */
      readonly bytes: number
    }
  | {
      readonly kind: 'fetched'
      readonly arch: string
      readonly name: string
      readonly version: string
      readonly bytes: number
      /** Packages done, of how many. */
      readonly done: number
      readonly total: number
    }
  | {
      readonly kind: 'installed'
      readonly arch: string
      readonly packages: number
      /** Files, directories and links that the packages bring. */
      readonly entries: number
      /** Content of all files. */
      readonly bytes: number
    }
  | {
      readonly kind: 'layer'
      readonly arch: string
      readonly digest: string
      readonly size: number
      readonly plainSize: number
      /** Files, directories and links in it. */
      readonly entries: number
      /** The layer was known already, and nothing was compressed. */
      readonly known: boolean
    }
  | {
      readonly kind: 'image'
      readonly arch: string
      readonly digest: string
      readonly layers: number
      /** Size of all layers as they are stored. */
      readonly size: number
    }
  | { readonly kind: 'warning'; readonly code: string; readonly message: string }

/** Hears {@link BuildEvent}s. */
export type OnBuildEvent = (event: BuildEvent) => void
