import type { CardTransport } from '../../src/apdu/transport.js'
import { CardSource } from '../../src/conformance/card-source.js'
import type { Letter } from '../../src/conformance/suite-secrets.js'
import { digits } from '../../src/conformance/suite-secrets.js'
import { pcscLayer } from '../../src/pcsc/pcsc-layer.js'
import { silentLogger } from '../../src/log/logger.js'
import type { CardImage } from '../../simulator/card/image/card-image.js'
import { createSimulatedCard, type SimulatedCard } from '../../simulator/card/simulated-card.js'
import { volatileStore } from '../../simulator/card/state/log-state-store.js'
import { startPcscd } from '../../simulator/reader/start-pcscd.js'
import { driverPath } from '../support/reader-workshop.js'
import type { TestCard } from '../support/card-in-process.js'
import type { CardSource as ReaderSource } from '../../simulator/reader/card-source.js'
import { RenewableCard } from './renewable-card.js'
import { TwinCard } from './twin-card.js'

/** Where the suite gets its cards in a test, until the test is over. */
export interface CardsUnderTest extends AsyncDisposable {
  readonly source: CardSource
  /** What went wrong in a reader without any case having asked for it. */
  readonly failures: readonly unknown[]
}

/** The TypeScript card, in this process. */
export function inProcess({ image }: TestCard): Promise<CardsUnderTest> {
  const source = CardSource.simulated(() => Promise.resolve(newCard(image)))
  return Promise.resolve({ source, failures: [], [Symbol.asyncDispose]: () => Promise.resolve() })
}

/** The TypeScript card in a simulated reader of a real pcscd, reached by PC/SC. The card is renewed without being pulled. */
export function behindPcscd({ image }: TestCard): Promise<CardsUnderTest> {
  const card = new RenewableCard(() => newCard(image))
  return inReader(card.source, () => card.renew())
}

/** The Java Card twin over the wire of vpcd. */
export async function twinBehindSocket({ file }: TestCard): Promise<CardsUnderTest> {
  const twin = await TwinCard.start(file)
  const source = CardSource.simulated(async () => {
    await twin.renew()
    return twin
  })
  return { source, failures: [], [Symbol.asyncDispose]: () => twin.end() }
}

/** The Java Card twin in a reader of a real pcscd, reached by PC/SC. */
export async function twinBehindPcscd({ file }: TestCard): Promise<CardsUnderTest> {
  const twin = await TwinCard.start(file)
  const cards = await inReader(twin.source, () => twin.renew())
  return {
    ...cards,
    [Symbol.asyncDispose]: async () => {
      await cards[Symbol.asyncDispose]()
      await twin.end()
    },
  }
}

/** @param renew - makes the card in the reader another one, as it was made */
async function inReader(card: ReaderSource, renew: () => Promise<void>): Promise<CardsUnderTest> {
  const failures: unknown[] = []
  const readers = [{ name: 'Conformance', card }]
  const pcscd = await startPcscd({ driverPath, readers, onFailure: (error) => failures.push(error) })
  process.env['PCSCLITE_CSOCK_NAME'] = pcscd.socketPath
  const [reader = ''] = pcscd.readerNames
  const layer = pcscLayer({
    backend: 'auto',
    readers: [],
    waitMs: 0,
    signal: new AbortController().signal,
    log: silentLogger,
    programs: () => Promise.resolve([]),
    // No card hangs here, so that nobody has to be cut off.
    makeRelayPlace: () => Promise.reject(new Error('no relay')),
  })
  const transport = await layer.connect(reader)
  const source = CardSource.simulated(async () => {
    await renew()
    return withoutClosing(transport)
  })
  return {
    source,
    failures,
    [Symbol.asyncDispose]: async () => {
      await transport.close()
      await pcscd.close()
    },
  }
}

/** The secrets of the card's letter for the suite. */
export function letterOf({ secrets }: TestCard): Letter {
  return (name) => {
    const text = secrets[name]
    return text === undefined ? undefined : digits(text)
  }
}

function newCard(image: CardImage): SimulatedCard {
  return createSimulatedCard({ image, store: volatileStore() })
}

/** One connection serves all cases: what changes is the card behind it. */
function withoutClosing(transport: CardTransport): CardTransport {
  return {
    get atr() {
      return transport.atr
    },
    get extendedLength() {
      return transport.extendedLength
    },
    transmit: (command, options) => transport.transmit(command, options),
    hold: () => transport.hold(),
    close: () => Promise.resolve(),
  }
}
