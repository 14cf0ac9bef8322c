import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Leads the programs of the documentation to servers on this machine. */
const offlineWorld = [
  { find: /^@nacre\/http$/, replacement: fileURLToPath(new URL('test/docs/world/http.ts', import.meta.url)) },
]

/** One project a kind of test: see CONTRIBUTING.md, "Test". */
export default defineConfig({
  test: {
    reporters: ['default', './scripts/reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'] } },
      { extends: true, test: { name: 'peers', include: ['test/peers/**/*.test.ts'] } },
      { extends: true, test: { name: 'examples', include: ['examples/*/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'packages', include: ['test/packages/**/*.test.ts'], globalSetup: ['test/packages/pack.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: 'test/types/tsconfig.json',
          },
        },
      },
      {
        extends: true,
        resolve: { alias: offlineWorld },
        test: { name: 'docs', include: ['test/docs/**/*.test.ts'] },
      },
    ],
  },
})
