import fc from 'fast-check'
import { expect, it } from 'vitest'
import recorded from '../../../../test/conformance/go-sort.json' with { type: 'json' }
import { patternSort } from './pattern-sort.ts'

function keyOf(pattern: string, i: number, length: number, kinds: number): number {
  switch (pattern) {
    case 'scattered':
      return ((i * 7919) % 104729) % kinds
    case 'rising':
      return Math.floor((i * kinds) / length)
    case 'falling':
      return Math.floor(((length - i) * kinds) / length)
    case 'waves':
      return Math.floor(((i % 17) * kinds) / 17)
    default:
      return (i * i + 3 * i) % kinds
  }
}

it('leaves equal elements in the order in which Go 1.26 leaves them', () => {
  for (const { length, kinds, pattern, positions } of recorded) {
    const items = Array.from({ length }, (_, position) => ({ key: keyOf(pattern, position, length, kinds), position }))
    patternSort(items, (a, b) => a.key - b.key)
    expect(items.map(({ position }) => position)).toEqual(positions)
  }
  expect(recorded).toHaveLength(200)
})

it('sorts anything', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 400 }), (numbers) => {
      const sorted = [...numbers]
      patternSort(sorted, (a, b) => a - b)
      expect(sorted).toEqual([...numbers].sort((a, b) => a - b))
    }),
  )
})
