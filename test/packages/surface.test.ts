import { describe, expect, inject, it } from 'vitest'
import { exportedNames } from './surface.ts'
import { readTarballs } from './tarballs.ts'

const tarballs = await readTarballs(inject('tarballs'))

describe.each(tarballs)('$name', (tarball) => {
  const { manifest, paths } = tarball
  const targets = Object.values(manifest.exports).flatMap((entry) => Object.values(entry))

  it('exports exactly what it did', async () => {
    const surface = Object.fromEntries(
      Object.entries(manifest.exports).map(([path, { types }]) => [path, exportedNames(tarball, types)]),
    )
    const name = tarball.name.replace('@nacre/', '')
    await expect(`${JSON.stringify(surface, null, 2)}\n`).toMatchFileSnapshot(`./surface/${name}.json`)
  })

  it('publishes built files only: no entry point is a TypeScript source', () => {
    const inner = Object.values(manifest.imports ?? {}).flatMap((conditions) => Object.values(conditions))
    for (const target of [...targets, ...inner]) {
      expect(target).toMatch(/^\.\/(dist|lib)\/.*(\.d\.ts|\.js)$/)
      expect(paths).toContain(target.slice(2))
    }
  })

  it('says its types before anything else, so that every resolver finds them', () => {
    for (const entry of Object.values(manifest.exports)) expect(Object.keys(entry)[0]).toBe('types')
  })

  it('holds a licence and a page for readers, no tests, and nothing of the machine', () => {
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md']))
    expect(paths.filter((path) => /\.test\.|tsbuildinfo|node_modules/.test(path))).toEqual([])
    for (const path of paths.filter((one) => /\.(js|json|d\.ts|map)$/.test(one))) {
      expect(tarball.read(path), path).not.toContain(process.cwd())
    }
  })

  it('is small enough to be installed without a thought', () => {
    console.log(`${tarball.name}: ${Math.round(tarball.bytes.length / 1000)} kB packed, ${paths.length} files`)
    expect(tarball.bytes.length).toBeLessThan(1_500_000)
  })

  it('holds the source of every declaration, for editors that lead there', () => {
    const declared = paths.filter((path) => path.endsWith('.d.ts') && path.startsWith('dist/'))
    const sources = declared.map((path) => path.replace('dist/', 'src/').replace('.d.ts', '.ts'))
    expect(sources.filter((path) => !paths.includes(path))).toEqual([])
  })

  it('asks for no version of the workspace', () => {
    expect(Object.values(manifest.dependencies ?? {}).filter((range) => range.includes('workspace:'))).toEqual([])
  })
})
