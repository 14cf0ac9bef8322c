import { readFileSync } from 'node:fs'
import { createTar, encodeTarHeader, fromHex, scanTar, type TarHeaderInput, tarPadding, toHex } from '@nacre/archive'
import { describe, expect, test } from 'vitest'

interface Case extends TarHeaderInput {
  readonly bytes: string
}

const cases: Case[] = JSON.parse(readFileSync(new URL('archive-go-tar.json', import.meta.url), 'utf8'))

describe('headers are byte for byte those of Go archive/tar', () => {
  test.each(cases.map(({ bytes, ...header }, index) => ({ index, header: clean(header), bytes })))(
    'case $index: $header.type $header.name',
    ({ header, bytes }) => {
      expect(toHex(encodeTarHeader(header))).toBe(toHex(expand(bytes)))
    },
  )
})

describe('headers that Go has written are read', () => {
  test.each(cases.map(({ bytes, ...header }, index) => ({ index, header: clean(header), bytes })))(
    'case $index: $header.type $header.name',
    ({ header, bytes }) => {
      if ((header.size ?? 0) > 10_000) return
      const size = header.type === 'file' ? (header.size ?? 0) : 0
      const tar = Buffer.concat([expand(bytes), new Uint8Array(size), tarPadding(size), createTar([])])
      const [entry] = scanTar(tar)
      expect({ ...entry?.header, pax: {} }).toEqual({ ...header, size, pax: {} })
      for (const [key, value] of Object.entries(header.pax ?? {})) expect(entry?.header.pax[key]).toBe(value)
    },
  )
})

function clean(header: TarHeaderInput): TarHeaderInput {
  return { ...header, pax: header.pax ?? {} }
}

/** Bytes of hexadecimal text in which `(count)` stands for a run of zeros. */
function expand(text: string): Uint8Array {
  return Buffer.concat(
    text
      .split(/(\(\d+\))/)
      .map((part) => (part.startsWith('(') ? new Uint8Array(Number(part.slice(1, -1))) : fromHex(part))),
  )
}
