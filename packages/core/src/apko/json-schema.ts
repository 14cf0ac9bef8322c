import { z } from 'zod'
import { apkoConfiguration } from './schema.ts'

/** The JSON Schema (2020-12) of apko configurations, for editors: derived from the schema that reads them. */
export function apkoJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(apkoConfiguration, { io: 'input', target: 'draft-2020-12' })
}
