import { configDefaults, defineConfig } from 'vitest/config'

const all = 'test/**/*.test.ts'
const program = 'test/e2e/**'
const outside = [...configDefaults.exclude, 'test/long/**']

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'sources', include: [all], exclude: [...outside, program] } },
      // These run the program as people do, so it has to be built.
      {
        extends: true,
        test: { name: 'program', include: [`${program}/*.test.ts`], globalSetup: 'test/support/build-if-stale.ts' },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**', 'simulator/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      // The rooms that everything stands on are covered whole; elsewhere a ratchet. What runs as a child process does not
      // count here.
      thresholds: {
        lines: 93,
        branches: 86,
        'src/{bytes,apdu,cos,errors}/**': { lines: 100, functions: 100, branches: 93 },
      },
    },
  },
})
