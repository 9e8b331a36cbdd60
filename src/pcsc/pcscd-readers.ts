import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { concat } from '../bytes/concat.js'
import type { ReaderState } from './pcsc-backend.js'
import { PcscError } from './pcsc-error.js'

/*
 * What libpcsclite asks of pcscd for SCardListReaders and SCardGetStatusChange (CMD_GET_READERS_STATE, winscard_msg.h, the
 * same from pcsc-lite 1.6 to 2.4), in the byte order of the machine: a question of length and command, and as answer
 * sixteen states (eventhandler.h), free places without a name.
 *
 *   0 name, 128 bytes, ends with a zero │ 128 count of events │ 132 state │ 136 sharing │ 140 ATR, 33 bytes, 3 free
 *   176 length of the ATR │ 180 protocol
 */
const GET_READERS_STATE = 0x12
const STATES = 16
const STATE_BYTES = 184
const NAME_BYTES = 128
const LONGEST_ATR = 33

/** Flags of a state (`SCARD_ABSENT` and so on, pcsclite.h). */
const ABSENT = 0x02
const PRESENT = 0x04
/** Set when the card has answered to a reset; without it and with a length of zero it is mute. */
const POWERED = 0x10

/** How long pcscd may take for its first look at a card; longer only where the card hangs. */
const FIRST_LOOK_MS = 600
const ASK_AGAIN_MS = 25
/** pcscd keeps this table at hand: it answers at once, or something is wrong with it. */
const SILENCE_MS = 3000
/** How long a pcscd that ends may leave its socket behind. */
const END_MS = 100

/**
 * All readers of pcscd, with one question over its socket. No native module tells as much: pcsc-mini 0.1.3 shows the first
 * four readers and no ATR, and neither says when its list is complete.
 *
 * @throws PcscError `noService` where no pcscd answers; `denied` where it does not admit this user
 */
export async function pcscdReaders(socket: string): Promise<readonly ReaderState[]> {
  const question = new Uint8Array(Uint32Array.of(0, GET_READERS_STATE).buffer)
  const deadline = performance.now() + FIRST_LOOK_MS
  for (;;) {
    const answer = await answerOf(socket, question, STATES * STATE_BYTES)
    const states = Array.from({ length: STATES }, (_, i) =>
      decodeState(answer.slice(i * STATE_BYTES, (i + 1) * STATE_BYTES)),
    )
    const readers = states.filter(({ name }) => name !== '')
    if (readers.every(({ looked }) => looked) || performance.now() > deadline) return readers
    await wait(ASK_AGAIN_MS)
  }
}

/**
 * pcscd asks polkit before it reads anything, and closes the connection to whoever is not admitted (winscard_svc.c,
 * `Rejected unauthorized PC/SC client`). One that is just ending does the same, but only once.
 */
async function answerOf(socket: string, question: Uint8Array, length: number): Promise<Uint8Array> {
  let found = await exchange(socket, question, length)
  if (found === 'closed') {
    await wait(END_MS)
    found = await exchange(socket, question, length)
  }
  if (found === 'closed' || found === 'forbidden') throw new PcscError('denied', `pcscd at ${socket} refuses this user`)
  if (found === 'nobody') throw new PcscError('noService', `no pcscd answers at ${socket}`)
  return found
}

/** `nobody`: there is no pcscd, or something else; `closed`: it said nothing; `forbidden`: its socket is not for us. */
function exchange(
  socket: string,
  question: Uint8Array,
  length: number,
): Promise<Uint8Array | 'nobody' | 'closed' | 'forbidden'> {
  return new Promise((resolve) => {
    let answer: Uint8Array = new Uint8Array(0)
    const connection = connect(socket, () => connection.write(question))
    connection.setTimeout(SILENCE_MS, () => {
      resolve('nobody')
      connection.destroy()
    })
    connection.on('data', (bytes: Buffer) => {
      answer = concat(answer, bytes)
      if (answer.length >= length) connection.destroy()
    })
    connection.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EACCES' || code === 'EPERM') resolve('forbidden')
      // After the connection was made, the other side has ended it.
      else if (code !== 'ECONNRESET' && code !== 'EPIPE') resolve('nobody')
    })
    connection.on('close', () => {
      resolve(answer.length === length ? answer : answer.length === 0 ? 'closed' : 'nobody')
    })
  })
}

function decodeState(bytes: Uint8Array): ReaderState & { readonly looked: boolean } {
  const end = bytes.indexOf(0)
  const name = Buffer.from(bytes.subarray(0, end < 0 || end > NAME_BYTES ? NAME_BYTES : end)).toString('utf8')
  const numbers = new Int32Array(bytes.buffer)
  const [insertions = 0, state = 0, sharing = 0] = numbers.subarray(NAME_BYTES / 4)
  const atrLength = numbers[176 / 4] ?? 0
  // Before pcscd has looked at a card for the first time, the length is a mark that no length can be.
  const looked = atrLength >= 0 && atrLength <= LONGEST_ATR
  const card = cardOf(state, atrLength)
  return { name, card, atr: bytes.slice(140, 140 + (looked ? atrLength : 0)), inUse: sharing !== 0, insertions, looked }
}

function cardOf(state: number, atrLength: number): ReaderState['card'] {
  if ((state & PRESENT) !== 0) return (state & POWERED) === 0 && atrLength === 0 ? 'mute' : 'present'
  return (state & ABSENT) !== 0 ? 'absent' : 'unknown'
}
