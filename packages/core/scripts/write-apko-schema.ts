import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { apkoJsonSchema } from './apko-json-schema.ts'

writeFileSync(
  fileURLToPath(new URL('../schema/apko.schema.json', import.meta.url)),
  `${JSON.stringify(apkoJsonSchema(), null, 2)}\n`,
)
