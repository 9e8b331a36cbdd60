import { describe, expect, it } from 'vitest'
import { SharedSync } from '../../../src/storage/shared-sync.js'

/** A sync that the test ends, well or badly. */
class ManualSync {
  begun = 0
  end: (error?: Error) => void = () => undefined

  readonly synchronise = (): Promise<void> =>
    new Promise((resolve, reject) => {
      this.begun++
      this.end = (error) => {
        if (error) reject(error)
        else resolve()
      }
    })
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('SharedSync', () => {
  it('serves all who come together with one sync', async () => {
    const manual = new ManualSync()
    const shared = new SharedSync(manual.synchronise)
    const waiting = Promise.all([shared.request(), shared.request()])
    await nextTurn()
    manual.end()
    await waiting
    expect(manual.begun).toBe(1)
  })

  it('makes whoever comes during a sync wait for the next one, which they share', async () => {
    const manual = new ManualSync()
    const shared = new SharedSync(manual.synchronise)
    const first = shared.request()
    await nextTurn()
    let late = 0
    const others = [shared.request(), shared.request()].map((request) => request.then(() => late++))
    manual.end()
    await first
    await nextTurn()
    expect([manual.begun, late]).toEqual([2, 0])
    manual.end()
    await Promise.all(others)
    expect([manual.begun, late]).toEqual([2, 2])
  })

  it('fails everybody after a sync that failed, without another one', async () => {
    const manual = new ManualSync()
    const shared = new SharedSync(manual.synchronise)
    const first = shared.request()
    await nextTurn()
    const second = shared.request()
    manual.end(new Error('disk'))
    await expect(first).rejects.toThrow('disk')
    await expect(second).rejects.toThrow('disk')
    await expect(shared.request()).rejects.toThrow('disk')
    expect(manual.begun).toBe(1)
  })
})
