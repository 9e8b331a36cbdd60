import { describe, expect, it } from 'vitest'
import { MemoryMedium } from '../../../../../simulator/card/state/log-medium.js'
import { LogStateStore } from '../../../../../simulator/card/state/log-state-store.js'

const digest = 'ab'.repeat(32)

function reopened(medium: MemoryMedium): LogStateStore {
  return new LogStateStore(new MemoryMedium({ contents: medium.contents ?? new Uint8Array(0) }))
}

describe('LogStateStore', () => {
  it('gives a fresh card no changes and keeps what is committed, latest values only', () => {
    const medium = new MemoryMedium()
    const store = new LogStateStore(medium)
    expect(store.load(digest)).toEqual([])
    store.commit([{ path: 'A', retryCounter: 2 }], 'durable')
    store.commit(
      [
        { path: 'A', retryCounter: 3, secret: 'aa' },
        { path: 'B', body: '01' },
      ],
      'durable',
    )
    expect(reopened(medium).load(digest)).toEqual([
      { path: 'A', retryCounter: 3, secret: 'aa' },
      { path: 'B', body: '01' },
    ])
  })

  it('refuses the state of another image', () => {
    const medium = new MemoryMedium()
    new LogStateStore(medium).load(digest)
    expect(() => reopened(medium).load('cd'.repeat(32))).toThrow(
      expect.objectContaining({ code: 'stateForeignImage' }) as unknown,
    )
  })

  it('does not grow without end: what is superseded is written out of the log', () => {
    const medium = new MemoryMedium()
    const store = new LogStateStore(medium)
    store.load(digest)
    for (let count = 1; count <= 10_000; count++) store.commit([{ path: 'PrK', signatures: count }], 'buffered')
    expect(medium.contents?.length).toBeLessThan(300 * 1024)
    expect(reopened(medium).load(digest)).toEqual([{ path: 'PrK', signatures: 10_000 }])
  })
})
