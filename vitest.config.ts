import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import type { RoomPlan } from './test/support/reader-room.js'
import { isLongRun, testLimitMs } from './test/support/seeded-random.js'

// Node.js reads these certificates at each start, which takes 0.1 s, and the tests start it thousands of times. None of them
// leaves this computer.
delete process.env['NODE_EXTRA_CA_CERTS']

const all = 'test/**/*.test.ts'
/** Tests that run the program as people do, so that it has to be built. */
const program = ['test/e2e/**/*.test.ts', 'test/docs/readme.test.ts']
/** Tests that need pcscd and the driver of simulated readers; skipped where they are missing. */
const pcsc = ['test/pcsc/**/*.test.ts', 'test/conformance/behind-pcscd.test.ts']
/** Tests with modules of vendors, which run in the built host; skipped where the tools for that are missing. */
const pkcs11 = ['test/pkcs11/**/*.test.ts']
/** Tests of the Java Card twin; skipped where a JDK or Maven is missing. */
const jcardsim = ['test/jcardsim/**/*.test.ts', 'test/conformance/{side-by-side,twin}*.test.ts']
/** Stories of batches that are told a second time, with the cards in readers of a real pcscd. */
const batchStories = ['resume', 'stopping', 'sub-batches', 'batch-254', 'terminal-signals'].map(testOf)
const outside = [...configDefaults.exclude, 'test/long/**']

export default defineConfig({
  test: {
    globalSetup: 'test/support/own-temporary-folder.ts',
    setupFiles: 'test/support/longer-runs.ts',
    testTimeout: testLimitMs(60_000),
    hookTimeout: 120_000,
    // Most of the time the workers wait for processes or the disk; the main process needs no core of its own.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'sources', include: [all], exclude: [...outside, ...program, ...pcsc, ...pkcs11, ...jcardsim] },
      },
      { extends: true, test: { name: 'program', include: program, globalSetup: 'test/support/build-if-stale.ts' } },
      { extends: true, test: { name: 'pcsc', include: pcsc, globalSetup: 'test/support/build-if-stale.ts' } },
      { extends: true, test: { name: 'pkcs11', include: pkcs11, globalSetup: 'test/support/build-if-stale.ts' } },
      {
        extends: true,
        test: {
          name: 'jcardsim',
          include: jcardsim,
          globalSetup: ['test/support/build-if-stale.ts', 'test/jcardsim/build-twin.ts'],
        },
      },
      ...projectsInReaders(),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'simulator/**/*.ts'],
      // They need a pcscd, or are one side of it, or are the process of a module: test/pcsc, test/pkcs11 and test/e2e see
      // what they do, in child processes alone.
      exclude: [
        'src/pkcs11/{module-host,host/*,token-card,token-signer,token-pins,token-layer,traced-module}.ts',
        'src/pcsc/{pcsc-layer,pcsc-mini-backend,pcsclite-backend,open-backend,own-line,relay-thread,native-module}.ts',
        'src/cli/commands/sim-readers.ts',
        'src/operations/watch-readers.ts',
        'simulator/reader/control/*.ts',
      ],
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

/** All ways through a reader in `npm run test:long`; else the usual one, and a share of the others. */
function projectsInReaders(): TestProjectInlineConfiguration[] {
  const long = isLongRun()
  const canary = testOf('canary')
  const withoutResume = batchStories.filter((story) => story !== testOf('resume'))
  return [
    inReaders({ backend: 'pcsc-mini', pins: 'pad' }, long ? batchStories : withoutResume),
    inReaders({ backend: 'pcsclite', pins: 'stream' }, long ? [...batchStories, canary] : [testOf('sub-batches')]),
    ...(long
      ? [
          inReaders({ backend: 'pcsc-mini', pins: 'stream' }, [...batchStories, canary]),
          inReaders({ backend: 'pcsclite', pins: 'pad' }, batchStories),
        ]
      : []),
  ]
}

/** Tests that were written for cards in the program's own process, with the cards in readers of a real pcscd. */
function inReaders(readers: RoomPlan, include: string[]): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name: `${readers.backend} ${readers.pins}`,
      include,
      provide: { readers },
      setupFiles: 'test/support/cards-in-readers.ts',
      globalSetup: 'test/support/build-if-stale.ts',
    },
  }
}

function testOf(name: string): string {
  return `test/e2e/${name}.test.ts`
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How the cards of a test are reached. */
    readers: RoomPlan
  }
}
