import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { concat } from '../../../src/bytes/concat.js'
import { toHex } from '../../../src/bytes/hex.js'
import { pcscdReaders } from '../../../src/pcsc/pcscd-readers.js'
import { PcscdRelay } from '../../../src/pcsc/pcscd-relay.js'

let folder: string
let servers: Server[]
let sockets: Socket[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcscd-'))
  servers = []
  sockets = []
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
})

/** Stands where pcscd does. */
async function listen(serve: (socket: Socket) => void, name = 'pcscd.comm'): Promise<string> {
  const path = join(folder, name)
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    serve(socket)
  })
  servers.push(server)
  server.listen(path)
  await once(server, 'listening')
  return path
}

function words(...numbers: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(numbers).buffer)
}

/** A state as pcscd keeps it. */
function state(name: string, flags: number, atr: string, atrLength = atr.length / 2, events = 1): Uint8Array {
  const field = (text: Uint8Array, length: number): Uint8Array => concat(text, new Uint8Array(length - text.length))
  return concat(
    field(Buffer.from(name), 128),
    words(events, flags, 0),
    field(Buffer.from(atr, 'hex'), 36),
    words(atrLength, 2),
  )
}

describe('pcscdReaders', () => {
  const table = (...states: readonly Uint8Array[]): Uint8Array =>
    concat(...states, ...Array.from({ length: 16 - states.length }, () => state('', 0, '')))

  it('asks with one question and tells every reader with its card', async () => {
    const questions: string[] = []
    const path = await listen((socket) => {
      socket.on('data', (bytes: Buffer) => {
        questions.push(toHex(bytes))
        const answer = table(
          state('Good 00 00', 0x34, '3b00', 2, 7),
          state('Empty 01 00', 0x02, ''),
          state('Mute 02 00', 0x04, ''),
          state('Gone 03 00', 0x01, ''),
        )
        // In two parts, as it may come.
        socket.write(answer.subarray(0, 1000))
        socket.write(answer.subarray(1000))
      })
    })
    expect(await pcscdReaders(path)).toMatchObject([
      { name: 'Good 00 00', card: 'present', atr: Uint8Array.of(0x3b, 0x00), insertions: 7 },
      { name: 'Empty 01 00', card: 'absent' },
      { name: 'Mute 02 00', card: 'mute' },
      { name: 'Gone 03 00', card: 'unknown' },
    ])
    expect(questions).toEqual([toHex(words(0, 0x12))])
  })

  it('asks again while pcscd has not looked at a reader yet', async () => {
    let asked = 0
    const path = await listen((socket) => {
      socket.on('data', () => {
        asked++
        socket.write(table(state('New 00 00', 0x34, '3b00', asked < 3 ? -1 : 2)))
      })
    })
    expect(await pcscdReaders(path)).toMatchObject([{ name: 'New 00 00', card: 'present' }])
    expect(asked).toBe(3)
  })

  it('fails where pcscd answers too little', async () => {
    const path = await listen((socket) => {
      socket.resume()
      socket.end(new Uint8Array(100))
    })
    await expect(pcscdReaders(path)).rejects.toMatchObject({ code: 'noService' })
  })

  it('tells that this user is not admitted where pcscd closes each connection before it was asked', async () => {
    const path = await listen((socket) => socket.destroy())
    await expect(pcscdReaders(path)).rejects.toMatchObject({ code: 'denied' })
  })

  it('takes a pcscd that is just ending for none, and one that was started anew for what it is', async () => {
    let connections = 0
    const path = await listen((socket) => {
      if (++connections === 1) socket.destroy()
      else socket.on('data', () => socket.write(table()))
    })
    expect(await pcscdReaders(path)).toEqual([])
    const ending = await listen((socket) => {
      servers.at(-1)?.close()
      socket.destroy()
    }, 'ending')
    await expect(pcscdReaders(ending)).rejects.toMatchObject({ code: 'noService' })
  })

  it('fails where pcscd takes the question and never answers', async () => {
    const path = await listen(() => undefined)
    await expect(pcscdReaders(path)).rejects.toMatchObject({ code: 'noService' })
  })

  it('fails where nobody listens', async () => {
    await expect(pcscdReaders(join(folder, 'nobody'))).rejects.toMatchObject({ code: 'noService' })
  })
})

describe('PcscdRelay', () => {
  /** What libpcsclite says to connect to a reader, after two other requests. */
  function connectTo(reader: string): Uint8Array {
    const name = Buffer.concat([Buffer.from(reader), Buffer.alloc(128 - reader.length)])
    const body = concat(words(1), name, words(2, 3, 0, 0, 0))
    return concat(words(12, 0x11, 4, 4, 0), words(12, 0x01, 2, 0, 0), words(body.length, 0x04), body)
  }

  async function line(relayed: string): Promise<Socket> {
    const socket = connect(relayed)
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }

  it('carries every byte both ways, in whatever parts it comes', async () => {
    const pcscd = await listen((socket) => socket.pipe(socket))
    const relay = await PcscdRelay.start(pcscd, join(folder, 'line'))
    const socket = await line(join(folder, 'line'))
    const sent = concat(connectTo('Reader 00 00'), new Uint8Array(70_000).fill(7))
    const received: Uint8Array[] = []
    socket.on('data', (bytes: Buffer) => received.push(Uint8Array.from(bytes)))
    for (let at = 0; at < sent.length; at += 13_001) socket.write(sent.slice(at, at + 13_001))
    while (concat(...received).length < sent.length) await once(socket, 'data')
    expect(Buffer.compare(concat(...received), sent)).toBe(0)
    relay.close()
    await once(socket, 'close')
  })

  it('cuts the lines to one reader, and no others', async () => {
    // pcscd that never answers: a card hangs.
    const pcscd = await listen((socket) => socket.resume())
    const relay = await PcscdRelay.start(pcscd, join(folder, 'line'))
    const [hung, other] = [await line(join(folder, 'line')), await line(join(folder, 'line'))]
    hung.write(connectTo('Hung 00 00'))
    other.write(connectTo('Other 01 00'))
    const closed = once(hung, 'close')
    while (!hung.destroyed) {
      relay.cut('Hung 00 00')
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5))])
    }
    expect(other.destroyed).toBe(false)
    relay.close()
  })

  it('ends the line where pcscd ends', async () => {
    const pcscd = await listen((socket) => socket.once('data', () => socket.destroy()))
    const relay = await PcscdRelay.start(pcscd, join(folder, 'line'))
    const socket = await line(join(folder, 'line'))
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(connectTo('Reader 00 00'))
    await once(socket, 'close')
    relay.close()
  })
})
