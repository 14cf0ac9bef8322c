import { digestOf } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { encodeConfig, encodeIndex, encodeManifest } from './encode.ts'
import type { ImageConfig } from './image-config.ts'
import type { Manifest } from './manifest.ts'
import { mediaTypes } from './media-type.ts'
import { parseConfig, parseManifest } from './parse.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

const created = '1970-01-01T00:00:00Z'
const labels = {
  'org.opencontainers.image.vendor': 'Vendor',
  'org.opencontainers.image.title': 'Title',
  'org.opencontainers.image.created': created,
}

const apkoConfig: ImageConfig = {
  config: {
    Labels: labels,
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin',
      'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
    ],
    Entrypoint: ['/bin/sh', '-l'],
  },
  rootfs: {
    diff_ids: ['sha256:20f698463c2755b6dc42b7d07e959ed7455a06e7367d507e829a315898f21a01'],
    type: 'layers',
  },
  os: 'linux',
  history: [{ comment: 'Title by Vendor', created_by: 'apko', created, author: 'apko' }],
  created,
  author: 'github.com/chainguard-dev/apko',
  architecture: 'amd64',
}

const apkoManifest: Manifest = {
  annotations: labels,
  layers: [
    {
      digest: 'sha256:c7557730da0e2d7fb242d8d1ac6dcf7e3a2439732aa5981270b4f3a02454b738',
      size: 3072,
      mediaType: mediaTypes.ociLayerGzip,
    },
  ],
  config: {
    digest: 'sha256:6c815259150f37d000417f9a93f41bddf74dff905c745986069d4b03e954ac1d',
    size: 658,
    mediaType: mediaTypes.ociConfig,
  },
  mediaType: mediaTypes.ociManifest,
  schemaVersion: 2,
}

describe('canonical bytes', () => {
  it('of a config have the digest that apko gives the same image, whatever the order of fields', () => {
    expect(digestOf(encodeConfig(apkoConfig))).toBe(apkoManifest.config.digest)
  })

  it('of a manifest have the digest that apko gives it', () => {
    expect(digestOf(encodeManifest(apkoManifest))).toBe(
      'sha256:69f0237c7f8cf0b8a329d1bf1d6870c870c4ec323e39d3a6da59596632d0f2f4',
    )
  })

  it('escape what the Go encoder escapes', () => {
    const encoded = text(encodeConfig({ ...apkoConfig, author: 'a <b> & "c"\u2028\n\u0001é' }))
    expect(encoded).toContain('"author":"a \\u003cb\\u003e \\u0026 \\"c\\"\\u2028\\n\\u0001é"')
  })

  it('sort map keys by their UTF-8 bytes, where UTF-16 units would sort otherwise', () => {
    const encoded = text(
      encodeIndex({ schemaVersion: 2, manifests: [], annotations: { '\u{1f600}': '1', '\uffee': '2', a: '3' } }),
    )
    expect(encoded).toBe('{"schemaVersion":2,"manifests":[],"annotations":{"a":"3","\uffee":"2","\u{1f600}":"1"}}')
  })

  it('leave out empty fields, and keep those that Go always writes', () => {
    const bare: ImageConfig = { architecture: '', os: 'linux', rootfs: { type: 'layers', diff_ids: [] }, config: {} }
    expect(text(encodeConfig({ ...bare, author: '', history: [], config: { Env: [], Labels: {}, Tty: false } }))).toBe(
      '{"architecture":"","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"config":{}}',
    )
  })

  it('keep unknown fields after the known ones', () => {
    const read = parseManifest(
      bytes(`{"zz":{"b":1,"a":[true,null]},"x":"<",${text(encodeManifest(apkoManifest)).slice(1)}`),
    )
    expect(text(encodeManifest(read))).toBe(
      `${text(encodeManifest(apkoManifest)).slice(0, -1)},"x":"\\u003c","zz":{"a":[true,null],"b":1}}`,
    )
  })

  it('come back the same after parsing', () => {
    expect(encodeConfig(parseConfig(encodeConfig(apkoConfig)))).toEqual(encodeConfig(apkoConfig))
  })
})
