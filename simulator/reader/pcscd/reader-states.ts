import { connect } from 'node:net'
import { concat } from '../../../src/bytes/concat.js'

/** A reader as pcscd shows it to its clients. */
export interface PcscReaderState {
  /** pcscd's name: ours with the numbers of reader and slot behind it. */
  readonly name: string
  readonly card: 'present' | 'absent' | 'unknown'
  /** Insertions and removals that pcscd has noticed by looking at the reader, modulo 65,536. */
  readonly events: number
  /** Empty where there is no card, or none that could be powered. */
  readonly atr: Uint8Array
  /** False before pcscd has looked at the reader for the first time. */
  readonly looked: boolean
}

/*
 * What libpcsclite asks for SCardListReaders (winscard_msg.h and eventhandler.h of pcsc-lite 1.6 to 2.4), in the byte order
 * of the machine: a header of size and command, and sixteen states of
 *
 *   0 name, 128 bytes with a zero behind │ 128 event counter │ 132 state │ 136 sharing │ 140 ATR, 33 bytes │ 176 its length
 */
const GET_READERS_STATE = 0x12
const STATE_BYTES = 184
const STATES = 16
const NAME_BYTES = 128
const PRESENT = 0x0004
const ABSENT = 0x0002
const LONGEST_ATR = 33

/**
 * Asks a pcscd what its readers are, without a PC/SC library.
 *
 * @throws the socket's error; Error where the answer is cut short
 */
export async function readReaderStates(socketPath: string): Promise<PcscReaderState[]> {
  const bytes = await ask(socketPath, Uint8Array.from(Buffer.from(Uint32Array.of(0, GET_READERS_STATE).buffer)))
  return Array.from({ length: STATES }, (_, i) =>
    decodeState(bytes.subarray(i * STATE_BYTES, (i + 1) * STATE_BYTES)),
  ).filter(({ name }) => name !== '')
}

function ask(socketPath: string, question: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const connection = connect(socketPath, () => connection.write(question))
    let answer: Uint8Array = new Uint8Array(0)
    connection.on('data', (bytes: Buffer) => {
      answer = concat(answer, bytes)
      if (answer.length >= STATES * STATE_BYTES) connection.destroy()
    })
    connection.on('error', reject)
    connection.on('close', () => {
      if (answer.length < STATES * STATE_BYTES) reject(new Error('pcscd closed the connection'))
      else resolve(answer)
    })
  })
}

function decodeState(bytes: Uint8Array): PcscReaderState {
  const end = bytes.indexOf(0)
  const name = Buffer.from(bytes.subarray(0, end < 0 || end > NAME_BYTES ? NAME_BYTES : end)).toString('utf8')
  const numbers = new Uint32Array(bytes.slice().buffer)
  const state = numbers[132 / 4] ?? 0
  const atrLength = numbers[176 / 4] ?? 0
  const card = (state & PRESENT) !== 0 ? 'present' : (state & ABSENT) !== 0 ? 'absent' : 'unknown'
  // Before the first look at the card the length is a mark that no length can be.
  const looked = atrLength <= LONGEST_ATR
  return { name, card, events: numbers[128 / 4] ?? 0, atr: bytes.slice(140, 140 + (looked ? atrLength : 0)), looked }
}
