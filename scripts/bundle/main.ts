// Bundles what `tsc -b` emitted: every package's entry points into a few files each, for that is what start-up costs.
import { globSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { bundlePackage } from './package.ts'

const root = resolve(import.meta.dirname, '../..')
for (const manifest of globSync('packages/*/package.json', { cwd: root }).sort()) {
  await bundlePackage(join(root, dirname(manifest)))
}
