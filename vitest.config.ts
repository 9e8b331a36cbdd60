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
    },
  },
})
