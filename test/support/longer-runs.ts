import fc from 'fast-check'
import { testRuns } from './seeded-random.js'

// Vitest's set-up for each file: property tests that name no number of runs of their own get more in `npm run test:long`.
fc.configureGlobal({ numRuns: testRuns(100) })
