import { BenchToken } from './bench-token.js'
import { comparedFigure, plainFigure, type Figure } from './figure.js'
import {
  byEhba,
  oneByEhba,
  byOpenssl,
  byPkcs11Tool,
  byPyHanko,
  engineMissing,
  pyHankoMissing,
  type TokenSigner,
} from './token-signers.js'
import { whyNoSoftHsm } from '../test/support/why-no-softhsm.js'

const DOCUMENTS = 254
const BYTES = 100_000
const RUNS = 5
const SIGNATURES = 1000

/** Who signs, what they do for it, and why they cannot do so here. */
interface Competitor {
  readonly subject: string
  readonly sign: TokenSigner
  readonly missing: () => Promise<string | undefined>
  /** What people would use instead, a process for each document. */
  readonly isRival: boolean
}

const competitors: readonly Competitor[] = [
  {
    subject: '`openssl cms -sign -cades` through its PKCS#11 engine',
    sign: byOpenssl,
    missing: engineMissing,
    isRival: true,
  },
  {
    subject: '`pkcs11-tool --sign` over hashes, no CAdES',
    sign: byPkcs11Tool,
    missing: () => Promise.resolve(undefined),
    isRival: true,
  },
  { subject: 'pyHanko, CAdES', sign: byPyHanko, missing: pyHankoMissing, isRival: false },
]

/** Documents per second on one token of SoftHSM2, by `ehba sign` and by what else can be had; in turns. */
export async function tokens(): Promise<Figure[]> {
  if (whyNoSoftHsm !== undefined) throw new Error(whyNoSoftHsm)
  await using bench = await BenchToken.make(DOCUMENTS, BYTES)
  const present: Competitor[] = []
  for (const competitor of competitors) {
    const reason = await competitor.missing()
    if (reason === undefined) present.push(competitor)
    else process.stderr.write(`left out: ${competitor.subject}: ${reason}\n`)
  }
  const own: number[] = []
  const ours: number[] = []
  const single: number[] = []
  const theirs = present.map((): number[] => [])
  for (let run = 0; run < RUNS; run++) {
    own.push(await bench.ownRate(SIGNATURES))
    ours.push(await byEhba(bench))
    single.push(await oneByEhba(bench))
    for (const [i, { sign }] of present.entries()) theirs[i]?.push(await sign(bench))
  }
  const shape = { unit: '/s', digits: 0 }
  const subject = `\`ehba sign\`, ${DOCUMENTS} × 100 KB, CAdES, from start to end`
  const further = ours.map((rate, run) => (DOCUMENTS - 1) / (DOCUMENTS / rate - (single[run] ?? 0) / 1000))
  const besides = (name: string, values: readonly number[], limits: { readonly atLeast?: number }): Figure[] =>
    present.map((competitor, i) =>
      comparedFigure(
        { ...shape, subject: name, values, referenceName: competitor.subject, references: theirs[i] ?? [] },
        competitor.isRival ? limits : {},
      ),
    )
  return [
    plainFigure({ ...shape, subject: 'The token alone, signatures on brainpoolP256r1', values: own }),
    comparedFigure({ ...shape, subject, values: ours, referenceName: 'the token alone', references: own }, {}),
    ...besides('– beside others', ours, { atLeast: 5 }),
    plainFigure({ subject: '– of which start, plan and end: one document', values: single, unit: 'ms', digits: 0 }),
    ...besides('– each further document', further, {}),
  ]
}
