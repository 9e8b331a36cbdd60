import { parentPort, workerData } from 'node:worker_threads'
import { PcscdRelay } from './pcscd-relay.js'

/*
 * The relay in a thread of its own: what the program computes and writes between two commands keeps no byte waiting here.
 * Started by own-line.ts; a program of its own in the bundle.
 */

/** What the thread is told at its start. */
export interface RelayOrder {
  readonly pcscd: string
  readonly place: string
}

const { pcscd, place } = workerData as RelayOrder
const relay = await PcscdRelay.start(pcscd, place)
parentPort?.on('message', (reader: string) => {
  relay.cut(reader)
})
parentPort?.postMessage('listening')
