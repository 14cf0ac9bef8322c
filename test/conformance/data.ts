import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder with real packages, indexes and recorded expectations, or undefined where there is none. */
export const dataRoot: string | undefined = process.env['NACRE_TEST_DATA']
  ? resolve(process.env['NACRE_TEST_DATA'])
  : undefined

if (dataRoot !== undefined && !existsSync(dataRoot)) {
  throw new Error(`NACRE_TEST_DATA names ${dataRoot}, which does not exist: unset it, or set it to the data folder`)
}

/** Absolute path of a file or folder of the test data, such as `data/keys/alpine`. */
export function testData(path: string): string {
  if (dataRoot === undefined)
    throw new Error('NACRE_TEST_DATA is not set: guard this suite with describe.skipIf(!dataRoot)')
  return resolve(dataRoot, path)
}
