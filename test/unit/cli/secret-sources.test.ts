import { describe, expect, it } from 'vitest'
import { SecretBytes } from '../../../src/bytes/secret-bytes.js'
import { firstAvailableSource } from '../../../src/cli/secrets/first-available-source.js'
import { SecretsStream } from '../../../src/cli/secrets/secrets-stream.js'
import { streamSource } from '../../../src/cli/secrets/stream-source.js'
import type { PinSource, SecretRequest } from '../../../src/operations/workplace.js'

const request: SecretRequest = {
  pin: 'PIN.QES',
  role: 'pin',
  iccsn: '80276883110000220885',
  minDigits: 6,
  maxDigits: 8,
  triesLeft: 3,
  changeInterrupted: false,
}

interface Wishes {
  readonly fingerprint?: string | null
  readonly servesQes?: boolean
}

function stream(lines: string, { fingerprint = null, servesQes = true }: Wishes = {}): PinSource {
  const refused = new Set<string>()
  return streamSource({
    stream: SecretsStream.read(Buffer.from(lines)),
    fingerprint,
    servesQes,
    refusedEntries: {
      prepare: () => Promise.resolve(),
      isRefused: (entry) => Promise.resolve(refused.has(JSON.stringify(entry))),
      refuse: (entry) => {
        refused.add(JSON.stringify(entry))
        return Promise.resolve()
      },
    },
  })
}

const person: PinSource = {
  available: () => Infinity,
  request: () => Promise.resolve(SecretBytes.take(Buffer.from('999999'))),
  refused: () => Promise.resolve(),
  tryAgain: () => Promise.resolve(true),
}

async function given(source: PinSource, change: Partial<SecretRequest> = {}): Promise<string> {
  using digits = await source.request({ ...request, ...change })
  return digits.use((bytes) => Buffer.from(bytes).toString('latin1'))
}

describe('streamSource', () => {
  it('finds each value by PIN and role', async () => {
    const source = stream('PIN.QES=111111\nPIN.QES.puk=22222222\nPIN.QES.new=333333\nPIN.QES.transport=444444\n')
    expect(await given(source)).toBe('111111')
    expect(await given(source, { role: 'puk' })).toBe('22222222')
    expect(await given(source, { role: 'new' })).toBe('333333')
    expect(await given(source, { role: 'transport' })).toBe('444444')
    expect(source.available('PIN.QES', 'pin')).toBe(0)
    await expect(given(source)).rejects.toMatchObject({ code: 'HC_PIN_MISSING' })
  })

  it('gives no PIN.QES to a real card without the administrator’s word, and every other PIN', async () => {
    const source = stream('PIN.QES=111111\nPIN.CH=222222\n', { servesQes: false })
    await expect(given(source)).rejects.toMatchObject({ code: 'HC_USAGE_INVALID', data: { problem: 'qesFromStream' } })
    expect(await given(source, { pin: 'PIN.CH' })).toBe('222222')
  })

  it('stops a value of the wrong length, which could only cost a try', async () => {
    await expect(given(stream('PIN.QES=12345'))).rejects.toMatchObject({ code: 'HC_PIN_FORMAT' })
  })

  it('does not take a refused name again from the same file, and takes it from a pipe', async () => {
    const file = stream('PIN.QES=111111\nPIN.QES=222222\n', { fingerprint: '1:2:3' })
    await given(file)
    await file.refused(request)
    await expect(given(file)).rejects.toMatchObject({ code: 'HC_PIN_ALREADY_REFUSED' })
    const pipe = stream('PIN.QES=111111\nPIN.QES=222222\n')
    await given(pipe)
    await pipe.refused(request)
    expect(await given(pipe)).toBe('222222')
  })
})

describe('firstAvailableSource', () => {
  it('takes the stream first and the person for what it lacks', async () => {
    const source = firstAvailableSource(stream('PIN.QES=111111'), person)
    expect([await given(source), await given(source)]).toEqual(['111111', '999999'])
  })

  it('lets the person add PIN entries, and tells the stream’s own number of new values', () => {
    const source = firstAvailableSource(stream('PIN.QES=111111\nPIN.CH.new=222222'), person)
    expect(source.available('PIN.QES', 'pin')).toBe(Infinity)
    expect(source.available('PIN.CH', 'new')).toBe(1)
    expect(source.available('PIN.QES', 'new')).toBe(Infinity)
  })

  it('asks whether to try again only whom it asked for the value', async () => {
    const source = firstAvailableSource(stream('PIN.QES=111111'), person)
    await given(source)
    expect(await source.tryAgain(request)).toBe(false)
    await given(source)
    expect(await source.tryAgain(request)).toBe(true)
  })

  it('has nothing where there is neither', async () => {
    const source = firstAvailableSource(undefined, undefined)
    expect(source.available('PIN.QES', 'pin')).toBe(0)
    expect(await source.tryAgain(request)).toBe(false)
    await expect(given(source)).rejects.toMatchObject({ code: 'HC_PIN_MISSING', data: { secret: 'PIN.QES' } })
  })
})
