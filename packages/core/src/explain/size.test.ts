import { describe, expect, it } from 'vitest'
import { formatSize, formatSizeChange, parseSize } from './size.ts'

describe('sizes', () => {
  it('are shown in powers of 1000, as registries show them', () => {
    const shown = [0, 999, 1000, 1234, 999_949, 999_950, 20_100_000, 3e9].map(formatSize)
    expect(shown).toEqual(['0 B', '999 B', '1 kB', '1.2 kB', '999.9 kB', '1 MB', '20.1 MB', '3 GB'])
  })

  it('change with a sign', () => {
    expect([1200, -5, 0].map(formatSizeChange)).toEqual(['+1.2 kB', '-5 B', '±0 B'])
  })

  it('are read in powers of 1000 and of 1024', () => {
    const read = ['20 MB', '1.5GiB', '512', '64 kb', '7 B', 42].map(parseSize)
    expect(read).toEqual([20_000_000, 1_610_612_736, 512, 64_000, 7, 42])
  })

  it('that say nothing are refused', () => {
    for (const text of ['', 'MB', '-1 MB', '1 XB', '1e3', Number.NaN, -1]) {
      expect(() => parseSize(text)).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_SIZE' }))
    }
  })
})
