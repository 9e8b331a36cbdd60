import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Deadline } from '../../../src/pkcs11/deadline.js'
import { deadlineMs, moduleCalls } from '../../../src/pkcs11/module-calls.js'

describe('Deadline', () => {
  const expire = vi.fn()
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    expire.mockClear()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('passes once, when its time is over', () => {
    const deadline = new Deadline(expire)
    deadline.set(100)
    vi.advanceTimersByTime(99)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000)
    expect(expire).toHaveBeenCalledTimes(1)
  })

  it('does not pass when the work is done in time', () => {
    const deadline = new Deadline(expire)
    deadline.set(100)
    deadline.clear()
    vi.advanceTimersByTime(1000)
    expect(expire).not.toHaveBeenCalled()
  })

  it('counts from the work that is done now, not from one before', () => {
    const deadline = new Deadline(expire)
    deadline.set(100)
    vi.advanceTimersByTime(60)
    deadline.clear()
    deadline.set(100)
    vi.advanceTimersByTime(99)
    expect(expire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(expire).toHaveBeenCalledTimes(1)
  })

  it('passes early enough where a shorter one follows a longer one', () => {
    const deadline = new Deadline(expire)
    deadline.set(30_000)
    deadline.clear()
    deadline.set(50)
    vi.advanceTimersByTime(50)
    expect(expire).toHaveBeenCalledTimes(1)
  })
})

describe('deadlineMs', () => {
  const login = (given: boolean) => ({ call: 'login', session: 1, user: 'user', given: [given] }) as const

  it('is that of the table, or the patience that was asked for', () => {
    expect(deadlineMs({ call: 'slots' }, undefined)).toBe(moduleCalls.slots.ms)
    expect(deadlineMs(login(true), undefined)).toBe(15_000)
    expect(deadlineMs(login(true), 700)).toBe(700)
  })

  it('is never shortened where a person types at the reader', () => {
    expect(deadlineMs(login(false), 700)).toBe(180_000)
    const change = { call: 'setPin', session: 1, given: [true, false] } as const
    expect(deadlineMs(change, 700)).toBe(180_000)
  })
})
