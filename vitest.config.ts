import { defineConfig } from 'vitest/config'

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
    ],
  },
})
