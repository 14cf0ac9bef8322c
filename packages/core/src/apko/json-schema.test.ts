import { readFile } from 'node:fs/promises'
import Ajv from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { apkoJsonSchema } from '../../scripts/apko-json-schema.ts'

it('is what the file for editors holds: run packages/core/scripts/write-apko-schema.ts after a change', async () => {
  const file = new URL('../../schema/apko.schema.json', import.meta.url)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(apkoJsonSchema())
})

it('judges as the reader does', () => {
  const validate = new Ajv.default({ formats: { uint32: true } }).compile(apkoJsonSchema())
  const judge = (text: string): boolean => validate(parse(text))
  expect(judge('contents: {packages: [a]}\npaths: [{path: /a, type: directory, permissions: 0o755}]')).toBe(true)
  expect(judge('contents: {packges: [a]}')).toBe(false)
  expect(judge('accounts: {users: [{uid: -1}]}')).toBe(false)
  expect(judge('certificates: {additional: [{name: ../a, content: b}]}')).toBe(false)
})
