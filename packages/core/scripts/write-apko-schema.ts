import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { apkoJsonSchemaText } from '../src/apko/json-schema.ts'

writeFileSync(fileURLToPath(new URL('../schema/apko.schema.json', import.meta.url)), apkoJsonSchemaText())
