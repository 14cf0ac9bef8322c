import { toJsonSchema } from '@valibot/to-json-schema'
import { apkoConfiguration } from '../src/apko/schema.ts'

/** The JSON Schema (2020-12) of apko configurations, for editors: derived from the schema that reads them. */
export function apkoJsonSchema(): object {
  const schema = toJsonSchema(apkoConfiguration, { typeMode: 'input', target: 'draft-2020-12' })
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }
}
