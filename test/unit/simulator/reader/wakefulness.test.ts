import { afterEach, describe, expect, it, vi } from 'vitest'
import { Wakefulness } from '../../../../simulator/reader/wire/wakefulness.js'

/** A host that asks so many ms after each answer; `looks` are those that the event loop has before it. */
function looksAfter(pausesMs: readonly number[]): { looks: (() => void)[]; pass: (ms: number) => void } {
  let nowMs = 0
  const looks: (() => void)[] = []
  vi.stubGlobal('setImmediate', (look: () => void) => looks.push(look))
  const wakefulness = new Wakefulness(() => nowMs)
  for (const pauseMs of pausesMs) {
    nowMs += pauseMs
    wakefulness.asked()
    wakefulness.answered()
  }
  const pass = (ms: number): void => {
    nowMs += ms
  }
  return { looks, pass }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('Wakefulness', () => {
  it('sleeps after the first question, and after one that took its time', () => {
    expect(looksAfter([0]).looks).toHaveLength(0)
    expect(looksAfter([0, 0.06]).looks).toHaveLength(0)
    expect(looksAfter([0, 30, 1]).looks).toHaveLength(0)
  })

  it('stays awake after a question that came at once, and looks in one row only', () => {
    expect(looksAfter([0, 0.04]).looks).toHaveLength(1)
    expect(looksAfter([0, 0.04, 0.04, 0.04]).looks).toHaveLength(1)
  })

  it('falls asleep where no other question comes', () => {
    const { looks, pass } = looksAfter([0, 0.04])
    pass(0.03)
    looks.shift()?.()
    expect(looks).toHaveLength(1)
    pass(0.03)
    looks.shift()?.()
    expect(looks).toHaveLength(0)
  })
})
