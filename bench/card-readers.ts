import { join } from 'node:path'
import { makeBenchCard } from './bench-card.js'
import { BenchFolder } from './bench-folder.js'
import { CardUser, type CardWay } from './card-user-process.js'
import { ehba, runNode, runProgram, type ProcessCost } from './command-line.js'
import { addedFigure, comparedFigure, plainFigure, type Figure } from './figure.js'
import { serveCard, type ServedCard } from './simulated-reader.js'
import { median, percentile95 } from './statistics.js'
import { serveCardAtVpcd, vpcdMissing } from './stock-vpcd.js'

const RUNS = 7
const COMMANDS = 3000
/** At 44 ms each. */
const COMMANDS_AT_VPCD = 40
const SIGNATURES = 100
const WARM_UP = 20
const LIST_RUNS = 21

const ways = ['in process', 'pcsc-mini', 'pcsclite'] as const

/** What PC/SC adds: to a command, to a signature of a batch, and to the start of a command line. */
export async function cardReaders(): Promise<Figure[]> {
  using folder = new BenchFolder()
  return [
    ...(await commandFigures(join(folder.path, 'commands'))),
    ...(await signatureFigures(join(folder.path, 'signatures'))),
    ...(await batchFigures(join(folder.path, 'fast'), { signMs: 0, documents: 100, runs: 9 })),
    ...(await batchFigures(join(folder.path, 'slow'), { signMs: 200, documents: 30, runs: 3 })),
    ...(await listFigures(join(folder.path, 'list'))),
  ]
}

/** One command after the other that the card answers at once; all ways in turns. */
async function commandFigures(folder: string): Promise<Figure[]> {
  await using reader = await serveCard(join(folder, 'reader'))
  await using users = await startUsers(folder, reader, 0)
  await using stock = await startAtVpcd(join(folder, 'vpcd'))
  const times = new Map<string, (readonly number[])[]>()
  for (let run = 0; run <= RUNS; run++) {
    for (const [way, user] of users.all) {
      const found = await user.exchanges(COMMANDS)
      // The first one warms up.
      if (run > 0) add(times, way, found)
    }
    const [atVpcd] = stock.all
    if (atVpcd && run > 0) add(times, 'vpcd', await atVpcd[1].exchanges(COMMANDS_AT_VPCD))
  }
  const subjects = {
    'in process': 'READ BINARY, card in process',
    'pcsc-mini': 'READ BINARY over pcscd and our IFD handler, pcsc-mini',
    pcsclite: 'the same, pcsclite',
    vpcd: 'READ BINARY over pcscd and Debian’s vpcd, pcsc-mini',
  }
  return Object.entries(subjects).flatMap(([way, subject]) => {
    const runs = times.get(way)
    if (!runs) return []
    const rates = runs.map((run) => (run.length / run.reduce((sum, time) => sum + time, 0)) * 1e6)
    return [
      plainFigure({ subject, values: rates, unit: '/s', digits: 0 }),
      plainFigure({ subject: '– its 95th percentile', values: runs.map(percentile95), unit: 'µs', digits: 0 }),
    ]
  })
}

/** The command that signs, one after the other on a card whose PIN is verified; all ways in turns. */
async function signatureFigures(folder: string): Promise<Figure[]> {
  await using reader = await serveCard(join(folder, 'reader'))
  await using users = await startUsers(folder, reader, 0)
  const times = new Map<CardWay, number[]>()
  for (let run = 0; run <= RUNS; run++) {
    for (const [way, user] of users.all) {
      const found = await user.signatures(SIGNATURES)
      if (run > 0) add(times, way, median(found))
    }
  }
  return besideInProcess(times, 'One signature after the other', { atMost: 0.5 })
}

interface BatchOrder {
  readonly signMs: number
  readonly documents: number
  readonly runs: number
}

/** Batches on the same card, all ways in turns. */
async function batchFigures(folder: string, { signMs, documents, runs }: BatchOrder): Promise<Figure[]> {
  await using reader = await serveCard(join(folder, 'reader'), signMs > 0 ? ['--sim-delay', `sign=${signMs}ms`] : [])
  await using users = await startUsers(folder, reader, signMs)
  const paces = new Map<CardWay, number[]>()
  for (let run = 0; run <= runs; run++) {
    for (const [way, user] of users.all) {
      const msPerSignature = await user.batch(run === 0 ? WARM_UP : documents)
      if (run > 0) add(paces, way, msPerSignature)
    }
  }
  const card = signMs > 0 ? `a card of ${signMs} ms` : 'a card that answers at once'
  return besideInProcess(paces, `A signature of a batch, ${card}`)
}

function besideInProcess(
  ms: ReadonlyMap<CardWay, number[]>,
  subject: string,
  limits: { atMost?: number } = {},
): Figure[] {
  const shape = { references: ms.get('in process') ?? [], referenceName: 'in process', unit: 'ms', digits: 2 }
  return (['pcsc-mini', 'pcsclite'] as const).map((way) =>
    addedFigure({ ...shape, subject: `${subject}, ${way}`, values: ms.get(way) ?? [] }, limits),
  )
}

/** `ehba card list` beside an empty Node and another program that looks at the card. */
async function listFigures(folder: string): Promise<Figure[]> {
  await using reader = await serveCard(folder)
  const env = { ...reader.env, XDG_STATE_HOME: join(folder, 'user') }
  const costs: Record<'node' | 'opensc' | 'list', ProcessCost[]> = { node: [], opensc: [], list: [] }
  for (let run = 0; run < LIST_RUNS; run++) {
    costs.node.push(await runNode(['-e', '0']))
    costs.opensc.push(await runProgram('opensc-tool', ['-a'], env))
    costs.list.push(await runNode([ehba, 'card', 'list'], env))
  }
  const allowed = costs.node.map(({ wallMs }, run) => 3 * wallMs + (costs.opensc[run]?.wallMs ?? Number.NaN))
  const shape = { unit: 'ms', digits: 0 }
  return [
    comparedFigure(
      {
        subject: '`ehba card list` over PC/SC',
        ...{ ...shape, values: costs.list.map(({ wallMs }) => wallMs), references: allowed },
        referenceName: '3 × node -e 0 and opensc-tool -a',
      },
      { atMost: 1 },
    ),
    plainFigure({ subject: '– `node -e 0`', values: costs.node.map(({ wallMs }) => wallMs), ...shape }),
    plainFigure({ subject: '– `opensc-tool -a`', values: costs.opensc.map(({ wallMs }) => wallMs), ...shape }),
  ]
}

interface CardUsers extends AsyncDisposable {
  readonly all: readonly (readonly [CardWay, CardUser])[]
}

/** One for each way; that in process has a card of its own. */
async function startUsers(folder: string, { card, env }: ServedCard, signMs: number): Promise<CardUsers> {
  const own = await makeBenchCard('hba', folder)
  return usersOf(
    ways.map((way) => {
      const { image, secrets } = way === 'in process' ? own : card
      return [way, new CardUser({ way, folder: join(folder, way), image, secrets, signMs }, env)]
    }),
  )
}

/** Nobody where there is no vpcd. */
async function startAtVpcd(folder: string): Promise<CardUsers> {
  const missing = vpcdMissing()
  if (missing !== undefined) {
    process.stderr.write(`without vpcd: ${missing}\n`)
    return usersOf([])
  }
  const { card, env, ...server } = await serveCardAtVpcd(folder)
  const use = { way: 'pcsc-mini', folder: join(folder, 'user'), image: card.image, secrets: card.secrets } as const
  const { all, ...users } = usersOf([['pcsc-mini', new CardUser({ ...use, signMs: 0 }, env)]])
  return {
    all,
    async [Symbol.asyncDispose]() {
      await users[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

function usersOf(all: CardUsers['all']): CardUsers {
  return {
    all,
    async [Symbol.asyncDispose]() {
      for (const [, user] of all) await user[Symbol.asyncDispose]()
    },
  }
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  lists.set(key, [...(lists.get(key) ?? []), value])
}
