import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { syntheticRepository } from '../../conformance/synthetic-repository.ts'
import { NODE_OPTIONS } from './installation.ts'
import { measure, median } from './process.ts'

/** Packages of this many bytes, of which there are more and more. */
const PACKAGE = 2_000_000

/** Prints what a cold build takes of 1, 4 and 16 times the data: time grows with it, memory does not. */
export async function scaling(folder: string, script: string, runs: number): Promise<void> {
  console.log('\ncold builds of synthetic packages of 2 MB')
  console.log(`${'data'.padEnd(12)} packages  seconds  s/first  MB/s   peak MB`)
  let first: number | undefined
  for (const times of [1, 4, 16]) {
    const dir = join(folder, `synthetic-${times}`)
    const { key, names } = await syntheticRepository(dir, Array<number>(8 * times).fill(PACKAGE))
    const config = join(dir, 'config.yaml')
    const list = (items: readonly string[]): string => items.map((item) => `    - ${JSON.stringify(item)}\n`).join('')
    writeFileSync(
      config,
      `contents:\n  keyring:\n${list([key])}  repositories:\n${list([dir])}  packages:\n${list(names)}archs: [x86_64]\n`,
    )
    const measured = Array.from({ length: runs }, () => {
      const [cache, out] = [join(dir, 'cache'), join(dir, 'out')]
      for (const one of [cache, out]) {
        rmSync(one, { recursive: true, force: true })
        mkdirSync(one)
      }
      return measure(process.execPath, [...NODE_OPTIONS, script, 'build', config, cache, out])
    })
    const seconds = median(measured.map((run) => run.seconds))
    const plain = Number(measured[0]!.output) / 1e6
    first ??= seconds
    const cells = [
      String(names.length).padStart(8),
      seconds.toFixed(2).padStart(8),
      (seconds / first).toFixed(2).padStart(8),
      (plain / seconds).toFixed(0).padStart(5),
      median(measured.map((run) => run.megabytes))
        .toFixed(0)
        .padStart(9),
    ]
    console.log(`${`${times}x ${plain.toFixed(0)} MB`.padEnd(12)} ${cells.join(' ')}`)
    rmSync(dir, { recursive: true, force: true })
  }
}
