import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromApko, image, parseApko } from '@nacre/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askApko, configuration, readCases } from '../conformance/apko-lock/apko.ts'
import { dataRoot } from '../conformance/data.ts'
import { findProgram } from './peer.ts'

const apko = findProgram('apko')
const run = promisify(execFile)

/** Texts that YAML readers of different ages disagree about. */
const awkward = [
  ...[
    'yes',
    'No',
    'on',
    'y',
    'null',
    '~',
    '',
    'true',
    '0755',
    '0o755',
    '0x1f',
    '1_000',
    '1e3',
    '.inf',
    '.nan',
    '-',
    '--',
  ],
  ...[
    '2020-01-01',
    '1:30',
    '12:30:45',
    ' lead',
    'trail ',
    '\ttab',
    'a\tb',
    'a: b',
    'a #b',
    '#c',
    '- d',
    '? e',
    '!f',
    '&g',
  ],
  ...[
    '*h',
    '%i',
    '@j',
    '`k',
    '{l',
    '[m',
    '|',
    '>',
    "it's",
    '"q"',
    'a\nb',
    'a\n\nb\n',

    ' \n',
    'a\r\nb',
    '\u0085',
    '\u2028',
    'é',
    '\ufeffx',
    '=',
    '<<',
  ],
]

// Not asked for by NACRE_REQUIRE_PEERS: apko is built from source, and what it answers is kept in test/conformance/apko-lock.
describe.skipIf(apko === undefined || !dataRoot)('beside the real apko', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-apko-peer-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  /** What apko takes a configuration for. */
  async function shown(text: string): Promise<object> {
    const file = join(dir, 'apko.yaml')
    await writeFile(file, text)
    const { stdout } = await run(apko!, ['show-config', file, '--log-level', 'error'], { cwd: dir, env: { HOME: dir } })
    return (await parseApko(stdout)).toJSON()
  }

  it('its answers are those that were recorded', async () => {
    const recorded = join(import.meta.dirname, '../conformance/apko-lock/answers.json')
    expect(await askApko(apko!, dataRoot!)).toEqual(JSON.parse(await readFile(recorded, 'utf8')))
  })

  it.each(readCases)('it takes the configuration that we write of %s for what we take it for', async (name) => {
    const chain = (await fromApko(configuration(name), { directory: join(configuration(name), '..') })).profile('apko')
    const { packages, ...rest } = chain.toJSON()
    expect(await shown(await chain.toApko())).toEqual({
      ...rest,
      packages: name === 'bundle' ? [...packages, 's6'] : packages,
    })
  })

  it('it reads every awkward text that we write', async () => {
    const environment = Object.fromEntries(awkward.map((text, i) => [`V${i}`, text]))
    // What apko prints of such keys it could not read itself.
    const keys = awkward.filter((text) => text !== '<<' && !/[\n\r\u0085\u2028]/.test(text))
    const annotations = Object.fromEntries(keys.map((text, i) => [text, `v${i}`]))
    const repositories = [{ location: './r' }]
    const chain = image({
      profile: 'apko',
      repositories,
      environment,
      annotations,
      volumes: awkward,
      stopSignal: 'yes',
      vcsUrl: '~',
    })
    expect(await shown(await chain.toApko())).toEqual(chain.toJSON())
  })
})
