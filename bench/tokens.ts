import { BenchToken } from './bench-token.js'
import { comparedFigure, plainFigure, type Figure } from './figure.js'
import {
  byEhba,
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
}

const competitors: readonly Competitor[] = [
  { subject: '`openssl cms -sign -cades` through its PKCS#11 engine', sign: byOpenssl, missing: engineMissing },
  {
    subject: '`pkcs11-tool --sign` over hashes, no CAdES',
    sign: byPkcs11Tool,
    missing: () => Promise.resolve(undefined),
  },
  { subject: 'pyHanko, CAdES', sign: byPyHanko, missing: pyHankoMissing },
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
  const theirs = present.map((): number[] => [])
  for (let run = 0; run < RUNS; run++) {
    own.push(await bench.ownRate(SIGNATURES))
    ours.push(await byEhba(bench))
    for (const [i, { sign }] of present.entries()) theirs[i]?.push(await sign(bench))
  }
  const shape = { unit: '/s', digits: 0 }
  const subject = `\`ehba sign\`, ${DOCUMENTS} × 100 KB, CAdES, from start to end`
  return [
    plainFigure({ ...shape, subject: 'The token alone, signatures on brainpoolP256r1', values: own }),
    comparedFigure({ ...shape, subject, values: ours, referenceName: 'the token alone', references: own }, {}),
    ...present.map((competitor, i) =>
      comparedFigure(
        {
          ...{ ...shape, subject: competitor.subject, values: theirs[i] ?? [] },
          ...{ referenceName: '`ehba sign`', references: ours },
        },
        {},
      ),
    ),
  ]
}
