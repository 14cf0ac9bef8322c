import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNull, parseBoolean, parseInteger } from './scalar.ts'

it.each([
  ['0', 0],
  ['493', 493],
  ['0755', 493],
  ['0o755', 493],
  ['0O17', 15],
  ['0x1ed', 493],
  ['0b101', 5],
  ['1_000', 1000],
  ['+7', 7],
  ['-7', -7],
  ['4294967295', 4_294_967_295],
])('reads %s as Go reads it with base 0', (text, value) => {
  expect(parseInteger(text)).toBe(value)
})

it.each(['', '08', '0o8', '0x', '1.0', '1e3', 'x', '0755x', ' 1', '--1', '٣'])('finds no integer in %j', (text) => {
  expect(parseInteger(text)).toBeUndefined()
})

it('reads back every number in the bases that YAML files use', () => {
  fc.assert(
    fc.property(fc.nat(0xff_ff_ff_ff), (value) => {
      for (const text of [`${value}`, `0${value.toString(8)}`, `0o${value.toString(8)}`, `0x${value.toString(16)}`]) {
        expect(parseInteger(text)).toBe(value)
      }
    }),
  )
})

it('takes the words of YAML 1.1 for truth where truth is wanted', () => {
  expect(['true', 'yes', 'on', 'y', 'False', 'no', 'off', 'n', 'maybe', '1'].map(parseBoolean)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    undefined,
    undefined,
  ])
})

it('knows null by its spellings only', () => {
  expect(['', '~', 'null', 'Null', 'NULL', 'nil', 'none'].map(isNull)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})
