// nacre beside apko on the same configurations: whole processes, one after the other, their caches in the same state.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataRoot } from '../conformance/data.ts'
import { findProgram } from '../peers/peer.ts'
import { type Case, cases } from './versus/cases.ts'
import { changingRepository } from './versus/changing.ts'
import { installScript, NODE_OPTIONS } from './versus/installation.ts'
import { measure, median, type Run } from './versus/process.ts'
import { scaling } from './versus/scaling.ts'

const RUNS = Number(process.env['NACRE_BENCH_RUNS'] ?? 5)

type Program = (one: Case, config: string, folders: { cache: string; out: string }) => Run

const folder = mkdtempSync(join(tmpdir(), 'nacre-versus-'))

const script = installScript(folder)

const nacre: Program = ({ verb }, config, { cache, out }) =>
  measure(process.execPath, [...NODE_OPTIONS, script, verb, config, cache, out])

const apko: Program = ({ verb }, config, { cache, out }) => {
  const common = ['--cache-dir', cache, '--log-level', 'error']
  return verb === 'resolve'
    ? measure('apko', ['show-packages', config, '--arch', 'x86_64', ...common])
    : measure('apko', ['build', config, 'bench:latest', out, '--sbom=false', ...common])
}

let runs = 0

/**
 * One run with the caches in the state that the case asks for; only the last step is measured. Every run has folders of its own, which are
 * removed before the next one: else the system writes them to the disk meanwhile.
 */
function runOnce(program: Program, one: Case): Run {
  const own = join(folder, `run-${runs++}`)
  const cache = join(own, 'cache')
  const config = join(own, 'config.yaml')
  const emptyFolder = (name: string): string => {
    const made = join(own, name)
    mkdirSync(made, { recursive: true })
    return made
  }
  emptyFolder('cache')
  writeFileSync(config, one.yaml)
  one.changing?.show('before')
  if (one.caches === 'warm') program(one, config, { cache, out: emptyFolder('before') })
  one.changing?.show('after')
  const run = program(one, config, { cache, out: emptyFolder('out') })
  rmSync(own, { recursive: true, force: true })
  return run
}

async function table(): Promise<void> {
  const changing = await changingRepository(join(folder, 'changing'))
  console.log(`median of ${RUNS} interleaved runs; seconds, peak RSS in MB, MB of plain layer data a second`)
  console.log(`${'case'.padEnd(34)} nacre s   apko s   ratio    aim   nacre MB  apko MB  ratio  nacre MB/s  apko MB/s`)
  for (const one of cases(changing)) {
    const ours: Run[] = []
    const theirs: Run[] = []
    for (let i = 0; i < RUNS; i++) {
      ours.push(runOnce(nacre, one))
      theirs.push(runOnce(apko, one))
    }
    const seconds = [ours, theirs].map((runs) => median(runs.map((run) => run.seconds))) as [number, number]
    const memory = [ours, theirs].map((runs) => median(runs.map((run) => run.megabytes))) as [number, number]
    const plain = one.verb === 'build' ? Number(ours[0]!.output) / 1e6 : undefined
    const rate = (time: number): string => (plain === undefined ? '' : (plain / time).toFixed(0))
    const cells = [
      seconds[0].toFixed(3).padStart(7),
      seconds[1].toFixed(3).padStart(8),
      (seconds[0] / seconds[1]).toFixed(2).padStart(7),
      one.aim.toFixed(2).padStart(6),
      memory[0].toFixed(0).padStart(10),
      memory[1].toFixed(0).padStart(8),
      (memory[0] / memory[1]).toFixed(2).padStart(6),
      rate(seconds[0]).padStart(11),
      rate(seconds[1]).padStart(10),
    ]
    console.log(`${one.name.padEnd(34)} ${cells.join(' ')}`)
  }
}

if (dataRoot === undefined || findProgram('apko') === undefined) {
  console.log('skipped: the comparison needs apko on PATH and NACRE_TEST_DATA')
} else await table()
await scaling(folder, script, RUNS)
rmSync(folder, { recursive: true, force: true })
