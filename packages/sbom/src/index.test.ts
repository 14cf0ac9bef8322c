import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const INDEX = new URL('./index.ts', import.meta.url).href

/** What a fresh Node prints that runs `code` after importing the package as `sbom`. */
function run(code: string): string {
  const program = `
    import { createRequire } from 'node:module'
    const sbom = await import(${JSON.stringify(INDEX)})
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('cyclonedx')).length
    ${code}`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
}

describe('@nacre/sbom', () => {
  it('loads the CycloneDX library when a document is written, and not before', () => {
    const output = run(`
      console.log(loaded())
      const empty = { name: 'n', namespace: 'https://example.com', created: '2024-01-01T00:00:00Z', creators: [], describes: [], components: [], relationships: [], licenses: [] }
      sbom.writeSpdx23(empty); sbom.writeSpdx30(empty)
      console.log(loaded())
      await sbom.writeCycloneDx(empty)
      console.log(loaded() > 0)`)
    expect(output).toBe('0\n0\ntrue\n')
  })
})
