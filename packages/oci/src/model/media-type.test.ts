import { describe, expect, it } from 'vitest'
import { parseDigest } from './digest.ts'
import { asOciType, isForeignLayerType, isManifestOrIndexType, layerCompression, mediaTypes } from './media-type.ts'

describe('media types', () => {
  it.each([
    [mediaTypes.ociLayer, 'none'],
    [mediaTypes.dockerLayerGzip, 'gzip'],
    [mediaTypes.ociLayerZstd, 'zstd'],
    ['application/vnd.erofs', undefined],
  ])('%s is packed as %s', (mediaType, compression) => {
    expect(layerCompression(mediaType)).toBe(compression)
  })

  it('have an OCI equivalent when they are Docker’s', () => {
    expect(asOciType(mediaTypes.dockerManifest)).toBe(mediaTypes.ociManifest)
    expect(layerCompression(asOciType(mediaTypes.dockerForeignLayer))).toBe('gzip')
    expect(isForeignLayerType(asOciType(mediaTypes.dockerForeignLayer))).toBe(true)
    expect(asOciType('text/plain')).toBe('text/plain')
  })

  it('say what a registry keeps as a manifest', () => {
    expect(isManifestOrIndexType(mediaTypes.dockerManifestList)).toBe(true)
    expect(isManifestOrIndexType(mediaTypes.ociConfig)).toBe(false)
  })
})

describe('digests', () => {
  it.each([`sha256:${'a'.repeat(63)}`, `sha256:${'A'.repeat(64)}`, `md5:${'a'.repeat(32)}`, '../../etc/passwd', ''])(
    '%s is refused',
    (text) => {
      expect(() => parseDigest(text)).toThrow(expect.objectContaining({ code: 'ERR_OCI_DIGEST_INVALID' }))
    },
  )

  it('are split into algorithm and hex', () => {
    expect(parseDigest(`sha512:${'b'.repeat(128)}`)).toMatchObject({ algorithm: 'sha512', hex: 'b'.repeat(128) })
  })
})
