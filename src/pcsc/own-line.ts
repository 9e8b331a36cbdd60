import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { PcscdRelay } from './pcscd-relay.js'
import type { RelayOrder } from './relay-thread.js'

/** Where pcscd listens when nobody says otherwise. */
const STANDARD_SOCKET = '/run/pcscd/pcscd.comm'
/** The variable that leads libpcsclite to a pcscd. */
const VARIABLE = 'PCSCLITE_CSOCK_NAME'

/** The way to pcscd. */
export type OwnLine = Pick<PcscdRelay, 'cut'>

/** One for the process: libpcsclite reads the variable once, when it is first used. */
let line: { readonly pcscd: string; readonly relay: Promise<OwnLine | undefined> } | undefined

/** Where pcscd listens. */
export function pcscdSocket(): string {
  return line?.pcscd ?? process.env[VARIABLE] ?? STANDARD_SOCKET
}

/**
 * Leads the PC/SC libraries of this process over a relay, so that a call that hangs can be ended.
 *
 * @param makePlace - makes the path where the relay listens
 * @returns undefined where it cannot listen; a card that hangs then holds the process when it ends
 */
export function relayedLine(makePlace: () => Promise<string>): Promise<OwnLine | undefined> {
  line ??= { pcscd: pcscdSocket(), relay: startRelay(pcscdSocket(), makePlace) }
  return line.relay
}

async function startRelay(pcscd: string, makePlace: () => Promise<string>): Promise<OwnLine | undefined> {
  try {
    const place = await makePlace()
    const relay = await startThread({ pcscd, place }).catch(() => PcscdRelay.start(pcscd, place))
    process.env[VARIABLE] = place
    return relay
  } catch {
    return undefined
  }
}

/** Rejects where there is no such program: this module was not built but is run as it is written. */
async function startThread(order: RelayOrder): Promise<OwnLine> {
  const thread = new Worker(new URL('./relay-thread.js', import.meta.url), { workerData: order, execArgv: [] })
  thread.unref()
  await once(thread, 'message')
  return {
    cut: (reader) => {
      thread.postMessage(reader)
    },
  }
}
