import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { concat } from '../../src/bytes/concat.js'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { imageCard } from '../../simulator/reader/card-source.js'
import { startVpcd } from '../../simulator/reader/start-vpcd.js'
import { ReaderWorkshop } from '../support/reader-workshop.js'

/** A vpcd that says what it is told to, on a port of its own of the loopback interface. */
async function listeningVpcd(): Promise<{ port: number; card: () => Promise<Socket>; close: () => void }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    card: async () => ((await once(server, 'connection')) as [Socket])[0],
    close: () => server.close(),
  }
}

async function ask(card: Socket, message: string): Promise<string> {
  const bytes = fromHex(message)
  card.write(concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes))
  const [answer] = (await once(card, 'data')) as [Buffer]
  return toHex(answer.subarray(2))
}

describe('a simulated card at a stock vpcd', () => {
  const workshop = new ReaderWorkshop()
  afterAll(() => {
    workshop[Symbol.dispose]()
  })

  it('connects when it is put in, answers, and disconnects when it is pulled out', async () => {
    const vpcd = await listeningVpcd()
    const first = vpcd.card()
    await using running = await startVpcd({
      address: { host: '127.0.0.1', port: vpcd.port },
      readers: [{ card: imageCard({ imagePath: await workshop.card('card') }) }],
      onFailure: workshop.failed,
    })
    await running.connected
    const card = await first
    card.write(fromHex('0001 01'))
    expect(await ask(card, '04')).toBe('3b909681b1fe451f0391')
    expect(await ask(card, '00a4040c06d27600006601')).toBe('9000')
    const gone = once(card, 'close')
    await running.bench.remove('1')
    await gone
    const second = vpcd.card()
    await running.bench.insert('1')
    expect(await ask(await second, '04')).toBe('3b909681b1fe451f0391')
    vpcd.close()
    expect(workshop.failures).toEqual([])
  })
})
