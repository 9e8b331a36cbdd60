import { afterAll, describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes/hex.js'
import { imageCard } from '../../simulator/reader/card-source.js'
import { startVpcd } from '../../simulator/reader/start-vpcd.js'
import { parseVpcdAddress } from '../../simulator/reader/vpcd/vpcd-link.js'
import { PlayedVpcd } from '../support/played-vpcd.js'
import { ReaderWorkshop } from '../support/reader-workshop.js'

describe('a simulated card at a stock vpcd', () => {
  const workshop = new ReaderWorkshop()
  afterAll(() => {
    workshop[Symbol.dispose]()
  })

  it('connects when it is put in, answers, and disconnects when it is pulled out', async () => {
    const vpcd = await PlayedVpcd.listen()
    await using running = await startVpcd({
      address: parseVpcdAddress(vpcd.address),
      readers: [{ card: imageCard({ imagePath: await workshop.card('card') }) }],
      onFailure: workshop.failed,
    })
    await running.connected
    await vpcd.cardIsIn()
    expect(toHex(await vpcd.atr())).toBe('3b909681b1fe451f0391')
    expect(toHex(await vpcd.transmit(fromHex('00a4040c06d27600006601')))).toBe('9000')
    await running.bench.remove('1')
    await vpcd.cardIsOut()
    await running.bench.insert('1')
    await vpcd.cardIsIn()
    expect(toHex(await vpcd.atr())).toBe('3b909681b1fe451f0391')
    vpcd.close()
    expect(workshop.failures).toEqual([])
  })
})
