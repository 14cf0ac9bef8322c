import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOciError, OciError } from '../error.ts'
import { encodeConfig, encodeIndex, encodeManifest } from './encode.ts'
import { mediaTypes } from './media-type.ts'
import { parseConfig, parseDescriptor, parseIndex, parseManifest } from './parse.ts'

const hex = 'a'.repeat(64)
const blob = { mediaType: mediaTypes.ociLayer, size: 3, digest: `sha256:${hex}` } as const
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

function faultsOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    if (error instanceof OciError) return error.details.faults ?? error.code
    throw error
  }
  return undefined
}

describe('parsing', () => {
  it('tells every fault of a manifest at once, with its place', () => {
    const bad = { schemaVersion: 2, config: { ...blob, size: -1 }, layers: [{ ...blob, digest: 'md5:00' }, 7] }
    expect(faultsOf(() => parseManifest(json(bad)))).toEqual([
      { path: 'config.size', message: expect.stringContaining('met -1') },
      { path: 'layers[0].digest', message: expect.stringContaining('sha256') },
      { path: 'layers[1]', message: 'must be an object, met 7' },
    ])
  })

  it('refuses what could be read both as manifest and as index (CVE-2021-41190)', () => {
    const both = { schemaVersion: 2, config: blob, layers: [blob], manifests: [blob] }
    expect(faultsOf(() => parseManifest(json(both)))).toEqual([
      { path: 'manifests', message: 'must not be in an image manifest' },
    ])
    expect(faultsOf(() => parseIndex(json(both)))).toEqual([
      { path: 'config', message: 'must not be in an image index' },
      { path: 'layers', message: 'must not be in an image index' },
    ])
  })

  it('refuses a field name in another case, which Go would take for the field', () => {
    const bad = { schemaVersion: 2, config: blob, layers: [], Layers: [blob] }
    expect(faultsOf(() => parseManifest(json(bad)))).toEqual([
      { path: 'Layers', message: 'is a field name in wrong case' },
    ])
  })

  it('refuses a media type that belongs to another kind of document', () => {
    expect(
      faultsOf(() => parseIndex(json({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, manifests: [] }))),
    ).toEqual([{ path: 'mediaType', message: expect.stringContaining('no image index') }])
  })

  it('reads null as absent, as Go writes it', () => {
    const config = parseConfig(
      json({
        architecture: 'amd64',
        os: 'linux',
        history: null,
        rootfs: { type: 'layers', diff_ids: null },
        config: { Cmd: null, Env: null, Volumes: null, Labels: null, User: 'x' },
      }),
    )
    expect(config).toEqual({
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [] },
      config: { User: 'x' },
    })
  })

  it('does not let __proto__ reach the prototype', () => {
    const read = parseDescriptor(
      new TextEncoder().encode(`{"mediaType":"a/b","size":0,"digest":"sha256:${hex}","annotations":{"__proto__":"x"}}`),
    )
    expect(Object.entries(read.annotations ?? {})).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(read.annotations)).toBe(Object.prototype)
  })

  it('keeps to limits of bytes, depth and entries', () => {
    const document = { schemaVersion: 2, manifests: [blob, blob] }
    expect(faultsOf(() => parseIndex(json(document), { limits: { bytes: 10 } }))).toBe('ERR_OCI_LIMIT')
    expect(faultsOf(() => parseIndex(json(document), { limits: { entries: 1 } }))).toEqual([
      { path: 'manifests', message: 'has 2 entries, more than the limit of 1' },
    ])
    const deep = new TextEncoder().encode(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(faultsOf(() => parseIndex(deep))).toBe('ERR_OCI_LIMIT')
  })

  it('refuses bytes that are not UTF-8 or not JSON', () => {
    expect(faultsOf(() => parseConfig(Uint8Array.of(0xff, 0xfe)))).toBe('ERR_OCI_CONFIG_INVALID')
    expect(faultsOf(() => parseManifest(new TextEncoder().encode('{"schemaVersion":2')))).toBe(
      'ERR_OCI_MANIFEST_INVALID',
    )
  })

  it('reads any JSON, however wrong, to a document or a coded error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const parse of [parseManifest, parseIndex, parseConfig, parseDescriptor]) {
          try {
            parse(json(value))
          } catch (error) {
            if (!isOciError(error)) throw error
          }
        }
      }),
    )
  })

  it('reads a document with changed bytes to a document that can be written again, or to a coded error', () => {
    const whole = encodeManifest({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: blob,
      layers: [blob, blob],
    })
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(change, (changes) => {
        const bytes = whole.slice()
        for (const [at, value] of changes) bytes[at] = value
        try {
          const once = encodeManifest(parseManifest(bytes))
          expect(encodeManifest(parseManifest(once))).toEqual(once)
        } catch (error) {
          if (!isOciError(error)) throw error
        }
      }),
      { numRuns: 500 },
    )
  })

  it('gives back what was encoded, for any config and index', () => {
    const name = fc.string({ unit: 'grapheme' })
    const strings = fc.array(name, { minLength: 1 })
    const configs = fc.record({
      architecture: name,
      os: name,
      rootfs: fc.record({ type: fc.constant('layers' as const), diff_ids: fc.array(fc.constant(blob.digest)) }),
      config: fc.record({ Env: strings, Cmd: strings, Labels: fc.dictionary(name, name, { minKeys: 1 }) }),
    })
    fc.assert(
      fc.property(configs, (config) => {
        expect(parseConfig(encodeConfig(config))).toEqual(config)
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.constant(blob)), (manifests) => {
        expect(parseIndex(encodeIndex({ schemaVersion: 2, manifests })).manifests).toEqual(manifests)
      }),
    )
  })
})
