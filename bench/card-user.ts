import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CardTransport } from '../src/apdu/transport.js'
import { fromHex, toHex } from '../src/bytes/hex.js'
import { silentLogger } from '../src/log/logger.js'
import { holdsCard, type ReaderLayer } from '../src/operations/workplace.js'
import type { BackendName } from '../src/pcsc/pcsc-backend.js'
import { pcscLayer } from '../src/pcsc/pcsc-layer.js'
import { benchCardOf, simulatedLayer } from './bench-card.js'
import { makeDocuments } from './bench-folder.js'
import type { CardTask, CardUse, Orders } from './card-user-process.js'
import { isSignature, observedLayer } from './observed-layer.js'
import { Recording, recordingLayer } from './recorded-card.js'
import { SigningBench } from './signing-bench.js'

/*
 * A process that uses one card in one way and tells how long it took: for each module of PC/SC another one, so that none
 * sees what the other has loaded, and so that nobody serves a card meanwhile. Started by card-user-process.ts.
 */

/** READ BINARY of EF.GDO by its short identifier: twelve bytes. */
const READ_GDO = fromHex('00b0820000')
const DOCUMENT_BYTES = 1024
const CARD_SEEN_WITHIN_MS = 3000

const { way, folder, image, secrets, signMs } = JSON.parse(process.argv[2] ?? '') as CardUse
mkdirSync(folder, { recursive: true })
const card = benchCardOf({ image, secrets })
const layer = way === 'in process' ? inProcess() : overPcsc(way)

const orders: Orders = { exchanges, signatures, batch }

process.on('disconnect', () => process.exit())
process.on('message', (task: CardTask) => {
  void orders[task.order](task.count).then((answer) => {
    process.send?.(answer)
  })
})

function inProcess(): ReaderLayer {
  return simulatedLayer(card, join(folder, 'card.state'), new Map(signMs > 0 ? [['sign', signMs]] : []))
}

function overPcsc(backend: BackendName): ReaderLayer {
  return pcscLayer({
    ...{ backend, readers: [], waitMs: 0, signal: new AbortController().signal, log: silentLogger },
    programs: () => Promise.resolve([]),
    makeRelayPlace: () => Promise.resolve(join(folder, 'line')),
  })
}

async function exchanges(count: number): Promise<readonly number[]> {
  const transport = await layer.connect(await filledReader())
  const times = await timesOf(transport, READ_GDO, count)
  await transport.close()
  return times.map((ms) => ms * 1000)
}

/** Whatever a batch says before its first signature is said again, then the command that signs. */
async function signatures(count: number): Promise<readonly number[]> {
  const reader = await filledReader()
  const recording = new Recording()
  await signingBench(1).sign(recordingLayer(layer, recording))
  const commands = recording.exchanges.map(([command]) => command)
  const signing = commands.findIndex(isSignature)
  const transport = await layer.connect(reader)
  const hold = await transport.hold()
  for (const command of commands.slice(0, signing)) await transport.transmit(command)
  const times = await timesOf(transport, commands[signing] ?? READ_GDO, count)
  await hold.end()
  await transport.close()
  return times
}

async function timesOf(transport: CardTransport, command: Uint8Array, count: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const sentAt = performance.now()
    const answer = await transport.transmit(command)
    times.push(performance.now() - sentAt)
    if (answer.at(-2) !== 0x90) throw new Error(`the card answered ${toHex(answer)}`)
  }
  return times
}

function signingBench(documents: number): SigningBench {
  const inputs = makeDocuments(join(folder, 'in'), documents, DOCUMENT_BYTES)
  return new SigningBench(join(folder, String(performance.now())), card, inputs)
}

async function batch(count: number): Promise<number> {
  await filledReader()
  const [sent, answered]: [number[], number[]] = [[], []]
  const observed = observedLayer(layer, (command, sentAt, answeredAt) => {
    if (!isSignature(command)) return
    sent.push(sentAt)
    answered.push(answeredAt)
  })
  await signingBench(count).sign(observed)
  return (Math.max(...answered) - Math.min(...sent)) / count
}

/** The only reader with a card; vpcd takes a moment to see it. */
async function filledReader(): Promise<string> {
  const deadline = performance.now() + CARD_SEEN_WITHIN_MS
  while (performance.now() < deadline) {
    const filled = (await layer.readers()).find(holdsCard)
    if (filled) return filled.name
    await wait(50)
  }
  throw new Error('no card in any reader')
}
