import { setTimeout as wait } from 'node:timers/promises'
import { DecodeError } from '../bytes/decode-error.js'
import { toHex } from '../bytes/hex.js'
import { HealthCardError } from '../errors/health-card-error.js'
import type { Logger } from '../log/logger.js'
import { cardFailure } from './card-failure.js'
import { openBackend } from './open-backend.js'
import { pcscdSocket, relayedLine, type OwnLine } from './own-line.js'
import { decodeFeatures, decodeProperties, featureRequest, type Features, type ReaderProperties } from './part-ten.js'
import type { BackendName, ControlCode, PcscBackend, PcscCard, ReaderState } from './pcsc-backend.js'
import { isPcscError, PcscError } from './pcsc-error.js'
import { pcscdReaders } from './pcscd-readers.js'
import { SHORT_USE_MS, TRY_AGAIN_MS, waitForOthersMs } from './card-line.js'
import { PcscTransport } from './pcsc-transport.js'
import { pinPadOf } from './pin-pad.js'
import { quirksOf } from './reader-quirks.js'
import { within } from './within.js'

/** Options of {@link pcscLayer}. */
export interface PcscLayerOptions {
  readonly backend: BackendName | 'auto'
  /** Names, or parts of names, of the readers to use; empty: all. */
  readonly readers: readonly string[]
  /** How long to wait for a card that another program keeps, in ms. */
  readonly waitMs: number
  /** Ends a wait. */
  readonly signal: AbortSignal
  readonly log: Logger
  /** Names of programs that use PC/SC now. */
  readonly programs: () => Promise<readonly string[]>
  /** Makes a path for a socket of our own, in a folder that nobody else can enter. */
  readonly makeRelayPlace: () => Promise<string>
}

/** A reader of PC/SC. */
export interface PcscReader {
  readonly name: string
  readonly layer: 'pcsc'
  readonly card: ReaderState['card']
  /** Hex; null where there is no card, or where PC/SC does not tell. */
  readonly atr: string | null
  readonly backend: BackendName
  /** Another number for another card, also for the same one put in again. */
  readonly insertions: number
}

/** The readers of PC/SC and the cards in them. */
export interface PcscLayer {
  /** @throws HealthCardError `HC_READER_NONE` */
  readers(): Promise<readonly PcscReader[]>
  /** Whether the reader has keys for PINs; null where it does not say in time. No card is powered. */
  hasPinPad(reader: string): Promise<boolean | null>
  /**
   * @param patienceMs - how long the card may take for anything; the usual times where not said
   * @throws HealthCardError `HC_READER_NONE`, `HC_CARD_NONE`, `HC_CARD_BUSY`, `HC_CARD_SILENT`
   */
  connect(reader: string, patienceMs?: number): Promise<PcscTransport>
}

const CONNECT_MS = 10_000
const READER_ANSWER_MS = 1000

/** The way to cards through PC/SC. Nothing is loaded and nobody is asked before the first call. */
export function pcscLayer(options: PcscLayerOptions): PcscLayer {
  const hasPcscd = process.platform === 'linux'
  const states = hasPcscd && { states: () => pcscdReaders(pcscdSocket()) }
  let opened: PcscBackend | undefined
  const backend = (): PcscBackend => (opened ??= openBackend(options.backend, { ...states }, options.log))
  const relay = async (): Promise<OwnLine | undefined> =>
    hasPcscd ? await relayedLine(options.makeRelayPlace) : undefined
  const named = async <T>(reader: string | undefined, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw error instanceof PcscError ? cardFailure(error, reader, 'notAsked') : error
    }
  }
  const stateOf = async (reader: string): Promise<ReaderState | undefined> =>
    (await backend().readers()).find(({ name }) => name === reader)
  return {
    readers: () =>
      named(undefined, async () => {
        const { name: backendName } = backend()
        // It starts while pcscd answers; whoever lists readers wants the cards in them next.
        void relay()
        const states = chosen(await backend().readers(), options.readers)
        return states.map(({ name, card, atr, insertions }) => {
          return {
            name,
            layer: 'pcsc',
            card,
            atr: atr.length > 0 ? toHex(atr) : null,
            backend: backendName,
            insertions,
          }
        })
      }),
    hasPinPad: async (reader) => {
      const line = await relay()
      try {
        return await within(askForPad(backend(), reader), { ms: READER_ANSWER_MS })
      } catch (error) {
        if (isPcscError(error, 'silent')) line?.cut(reader)
        if (isPcscError(error)) return null
        throw error
      }
    },
    connect: (reader, patienceMs) =>
      named(reader, async () => {
        const state = await stateOf(reader)
        if (!state) throw new PcscError('unknownReader', 'no such reader')
        const line = await relay()
        const cut =
          line &&
          ((): void => {
            line.cut(reader)
          })
        const card = await connected(backend(), state, patienceMs, { ...options, cut })
        const transport = new PcscTransport(card, {
          reader,
          atr: state.atr,
          waitMs: options.waitMs,
          patienceMs,
          signal: options.signal,
          state: () => stateOf(reader),
          cut,
          programs: options.programs,
        })
        return await withReaderFeatures(reader, transport)
      }),
  }
}

/** Exactly the one of that name, else all whose names have it in them: PC/SC puts numbers behind names that may change. */
function chosen(states: readonly ReaderState[], wanted: readonly string[]): readonly ReaderState[] {
  if (wanted.length === 0) return states
  const found = wanted.flatMap((word) => {
    const exact = states.filter(({ name }) => name === word)
    const fitting = exact.length > 0 ? exact : states.filter(({ name }) => name.includes(word))
    if (fitting.length > 0) return fitting
    const known = states.map(({ name }) => name)
    throw new HealthCardError('HC_READER_NONE', `no reader ${word}`, { reader: word, known })
  })
  return states.filter((state) => found.includes(state))
}

/** Connecting waits for others that have the card for themselves, and for a card that never answers to its power. */
async function connected(
  backend: PcscBackend,
  { name, inUse }: ReaderState,
  patienceMs: number | undefined,
  { waitMs, signal, programs, cut }: PcscLayerOptions & { readonly cut: (() => void) | undefined },
): Promise<PcscCard> {
  const ms = patienceMs ?? Math.max(waitMs, inUse ? SHORT_USE_MS : CONNECT_MS)
  const connect = (): Promise<PcscCard> =>
    within(backend.connect(name, 'shared'), { ms, signal, late: (card) => leave(card) })
  try {
    return await patiently(connect, waitForOthersMs({ patienceMs, waitMs }), signal)
  } catch (error) {
    if (isPcscError(error, 'silent', 'stopped')) cut?.()
    if (!isPcscError(error, 'sharingViolation') && !(inUse && isPcscError(error, 'silent'))) throw error
    const data = { reader: name, programs: await programs() }
    throw new HealthCardError('HC_CARD_BUSY', `${name}: another program keeps the card`, data, { cause: error })
  }
}

/** Tries again for so long while somebody else has the card for themselves: PC/SC refuses at once then. */
async function patiently<T>(connect: () => Promise<T>, waitMs: number, signal: AbortSignal): Promise<T> {
  const deadline = performance.now() + waitMs
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      if (!isPcscError(error, 'sharingViolation') || signal.aborted || performance.now() > deadline) throw error
      await wait(TRY_AGAIN_MS)
    }
  }
}

async function withReaderFeatures(reader: string, transport: PcscTransport): Promise<PcscTransport> {
  try {
    const features = await ask(() => transport.ask(featureRequest, nothing), decodeFeatures, {})
    const { tlvProperties } = features
    const properties: ReaderProperties =
      tlvProperties === undefined
        ? {}
        : await ask(() => transport.ask({ code: tlvProperties }, nothing), decodeProperties, {})
    if (quirksOf(reader).shortOnly) transport.extendedLength = false
    else if (properties.maxApduData === undefined) await transport.tryExtendedLength()
    else transport.extendedLength = properties.maxApduData > 256
    const pad = pinPadOf(reader, features, properties, (code, structure, ms) => transport.order(code, structure, ms))
    if (pad) transport.pinPad = pad
    return transport
  } catch (error) {
    await transport.close()
    throw error
  }
}

const nothing = new Uint8Array(0)

/** What a reader tells of itself; `otherwise` where it does not, or not in this form. */
async function ask<T>(
  question: () => Promise<Uint8Array>,
  decode: (answer: Uint8Array) => T,
  otherwise: T,
): Promise<T> {
  try {
    return decode(await question())
  } catch (error) {
    if (error instanceof PcscError || error instanceof DecodeError) return otherwise
    throw error
  }
}

async function askForPad(backend: PcscBackend, reader: string): Promise<boolean> {
  const card = await backend.connect(reader, 'direct')
  const question = (code: ControlCode) => (): Promise<Uint8Array> => card.control(code, nothing)
  const features = await ask<Features>(question(featureRequest), decodeFeatures, {})
  await leave(card)
  return features.verifyPinDirect !== undefined && !quirksOf(reader).ignorePad
}

async function leave(card: PcscCard): Promise<void> {
  // Nobody is waiting for it: a connection that cannot be ended is gone already.
  await card.disconnect('leave').catch(() => undefined)
}
