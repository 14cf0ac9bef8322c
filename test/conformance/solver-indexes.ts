import { type IndexRecord, prepare, readIndex, type SolverTables } from '@nacre/apk'
import { testData } from './data.ts'

const records = new Map<string, Promise<readonly IndexRecord[]>>()
const tables = new Map<string, Promise<SolverTables>>()

/** Records of a real index below `data/alpine/indexes`, such as `v3.19/main`. */
export function realRecords(repository: string, arch: string): Promise<readonly IndexRecord[]> {
  const path = `data/alpine/indexes/${repository}/${arch}/APKINDEX.tar.gz`
  let reading = records.get(path)
  if (reading === undefined) {
    reading = readIndex(testData(path)).then((index) => index.records)
    records.set(path, reading)
  }
  return reading
}

/** Solver tables of real indexes, made once for all tests of a file. */
export function realTables(repositories: readonly string[], arch: string): Promise<SolverTables> {
  const key = `${arch} ${repositories.join(' ')}`
  let preparing = tables.get(key)
  if (preparing === undefined) {
    preparing = Promise.all(repositories.map(async (name) => ({ name, records: await realRecords(name, arch) }))).then(
      (read) => prepare({ arch, repositories: read }),
    )
    tables.set(key, preparing)
  }
  return preparing
}
