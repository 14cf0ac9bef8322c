/** What is used of @cyclonedx/cyclonedx-library. */
export type CycloneDxLibrary = typeof import('@cyclonedx/cyclonedx-library')

/** Loads the library when a document is written, so that importing this package costs nothing of it. */
export function loadLibrary(): Promise<CycloneDxLibrary> {
  return import('@cyclonedx/cyclonedx-library')
}
