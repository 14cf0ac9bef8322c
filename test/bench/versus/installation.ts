import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** What a program for the command line starts Node with, as documented: a small young generation holds less memory. */
export const NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=4']

interface Manifest {
  name: string
  dependencies: Record<string, string>
  publishConfig: Record<string, unknown>
}

/**
 * Installs what is published, not the sources, into a folder: every package's `lib` under its `publishConfig`, with its
 * dependencies beside it. What is measured is what users run.
 */
export function installPublished(folder: string): void {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-b'], { cwd: root })
  execFileSync(process.execPath, [join(root, 'scripts/bundle/main.ts')], { cwd: root })
  const modules = join(folder, 'node_modules')
  for (const name of readdirSync(join(root, 'packages'))) {
    const source = join(root, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest
    const target = join(modules, manifest.name)
    mkdirSync(target, { recursive: true })
    cpSync(join(source, 'lib'), join(target, 'lib'), { recursive: true })
    writeFileSync(join(target, 'package.json'), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
    for (const dependency of Object.keys(manifest.dependencies)) {
      const link = join(modules, dependency)
      if (dependency.startsWith('@nacre/') || existsSync(link)) continue
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(realpathSync(join(source, 'node_modules', dependency)), link)
    }
  }
}

/**
 * Writes the program that is measured beside what is published: it reads a configuration and plans or builds it, as documented for
 * command-line use, with V8's compile cache on and trees that nobody looks at left out. Prints bytes of plain layer data.
 */
export function installScript(folder: string): string {
  installPublished(folder)
  const script = join(folder, 'build.mjs')
  writeFileSync(
    script,
    `import { enableCompileCache } from 'node:module'
enableCompileCache(${JSON.stringify(join(folder, 'compiled'))})
const { fromApko } = await import('@nacre/core')
const [verb, config, cache, out] = process.argv.slice(2)
const definition = await fromApko(config)
if (verb === 'resolve') {
  const plan = await definition.plan({ cache })
  for (const arch of plan.archs) for (const { name, version } of plan.packages(arch)) console.log(name + '=' + version)
} else {
  const built = await definition.build({ cache, tree: false })
  await built.writeLayout(out)
  const layers = built.archs.flatMap((arch) => built.arch(arch).layers)
  console.log(layers.reduce((sum, { plainSize }) => sum + plainSize, 0))
}
`,
  )
  return script
}
