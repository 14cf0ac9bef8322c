// Asks the apko on PATH and keeps what it says: NACRE_TEST_DATA=... node test/conformance/apko-lock/record.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataRoot } from '../data.ts'
import { askApko } from './apko.ts'

if (dataRoot === undefined) throw new Error('NACRE_TEST_DATA is not set')
const answers = await askApko('apko', dataRoot)
writeFileSync(join(import.meta.dirname, 'answers.json'), `${JSON.stringify(answers, null, 2)}\n`)
