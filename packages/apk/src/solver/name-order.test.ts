import { expect, test } from 'vitest'
import { tableOrder } from './name-order.ts'

test('names are placed by MurmurHash3 with seed 5381, modulo 20000', () => {
  const places = ['util-linux-misc', 'runuser', 'losetup', 'uuidgen', 'mcookie'].map(tableOrder)
  expect(places).toEqual([18342, 1255, 6503, 2666, 3540])
})
