import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ScriptedPerson } from '../../simulator/reader/pinpad/person-script.js'
import type { PinPadOptions } from '../../simulator/reader/pinpad/pin-pad.js'
import { parseStory } from '../../simulator/reader/faults/parse-story.js'
import type { ReaderTraceLine } from '../../simulator/reader/reader-trace.js'
import { copyCard, createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { backends, cardIn, missing, ReaderDesk } from './reader-desk.js'

const home = new Desk()
let active: SimulatedCard
let delivered: SimulatedCard

beforeAll(async () => {
  active = await createCard(home, 'active', 'hba', '--state', 'active')
  delivered = await createCard(home, 'delivered', 'hba')
  return () => {
    home[Symbol.dispose]()
  }
})

describe.skipIf(missing).each(backends)('the keys of a reader, by %s', (backend) => {
  let desk: Desk
  let readers: ReaderDesk

  /** A reader with keys and somebody at them who does what the script says. */
  async function at(card: SimulatedCard, script: string, pad: Partial<PinPadOptions> = {}): Promise<void> {
    desk = new Desk()
    const person = new ScriptedPerson(Uint8Array.from(Buffer.from(script)))
    const inReader = cardIn(copyCard(desk, 'card', card))
    readers = await ReaderDesk.set(desk, backend, [{ name: 'Pad', card: inReader, pinPad: { person, ...pad } }])
  }
  const pinOf = (name: string): string => active.secret(name)
  const verify = (): Promise<Call> => readers.ehba(['pin', 'verify', 'PIN.QES', '--json'])
  const triesLeft = async (): Promise<number | null | undefined> => {
    const { json } = await readers.ehba(['pin', 'status', '--json'])
    return json.pins?.find(({ pin }) => pin === 'PIN.QES')?.triesLeft
  }

  afterEach(async () => {
    expect(readers.failures).toEqual([])
    await readers[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
  })

  it('are told by reader list', async () => {
    await at(active, '')
    const { json } = await readers.ehba(['reader', 'list', '--json'])
    expect(json).toMatchObject({ readers: [{ pinPad: true }] })
  })

  it('activate a card and sign with it; no digit passes this computer', async () => {
    const [ch, qes] = [delivered.secret('PIN.CH.transport'), delivered.secret('PIN.QES.transport')]
    await at(delivered, `type ${ch} 246802\ntype ${qes} 135791\nPIN.QES=135791\n`)
    const activated = await readers.ehba(['card', 'activate', '--json'])
    expect(activated, activated.stdout + activated.stderr).toMatchObject({ exit: 0 })
    desk.file('a.txt', 'a')
    const signed = await readers.ehba(['sign', 'a.txt', '--out', 'out', '--json', '--trace', 'trace'])
    expect(signed, signed.stdout + signed.stderr).toMatchObject({
      exit: 0,
      json: { batch: { signed: 1, pinEntries: 1 } },
    })
  })

  it('change a PIN', async () => {
    await at(active, `type ${pinOf('PIN.QES')} 998877\nPIN.QES=998877\n`)
    expect(await readers.ehba(['pin', 'change', 'PIN.QES', '--json'])).toMatchObject({ exit: 0 })
    expect(await verify()).toMatchObject({ exit: 0 })
  })

  it('unblock a PIN', async () => {
    await at(active, `PIN.QES.puk=${pinOf('PIN.QES.puk')}\n`)
    expect(await readers.ehba(['pin', 'unblock', 'PIN.QES', '--json'])).toMatchObject({ exit: 0 })
  })

  it('tell a wrong PIN with the tries left', async () => {
    await at(active, 'type 000000\n')
    expect(await verify()).toMatchObject({ exit: 20, json: { error: { code: 'HC_PIN_WRONG', triesLeft: 2 } } })
  })

  it.each([
    ['that cancels', 'cancel\n'],
    ['that lets the time pass', 'timeout\n'],
  ])('tell of a person %s, and nothing is spent', async (_, script) => {
    await at(active, script)
    expect(await verify()).toMatchObject({ exit: 23, json: { error: { code: 'HC_PIN_CANCELLED' } } })
    expect(await triesLeft()).toBe(3)
  })

  it('that take another number of digits are told from a wrong PIN', async () => {
    await at(active, `type ${pinOf('PIN.QES')}\n`, { digits: { min: 4, max: 4 } })
    expect(await verify()).toMatchObject({ exit: 2, json: { error: { code: 'HC_PIN_FORMAT' } } })
    expect(await triesLeft()).toBe(3)
  })

  it('that say they take fewer digits are not asked at all', async () => {
    await at(active, '', { reportedDigits: { min: 4, max: 4 } })
    expect(await verify()).toMatchObject({ exit: 13, json: { error: { code: 'HC_READER_PAD_REFUSED' } } })
    expect(await triesLeft()).toBe(3)
  })

  it('do not hold a program that is asked to stop', async () => {
    await at(active, 'never\n')
    await stopAtTheKeys()
  })

  it('leave no PIN verified where the person goes on typing after the program was stopped', async () => {
    await at(active, `PIN.QES=${pinOf('PIN.QES')}\n`)
    readers.running.bench.tell('Pad', parseStory('at command verify 1 wait 1 s'))
    await stopAtTheKeys()
    const answerToVerify = (): ReaderTraceLine | undefined =>
      readers.trace.slice(readers.trace.findIndex((line) => 'pinPad' in line)).find((line) => 'fromCard' in line)
    while (!answerToVerify()) await wait(10)
    expect(answerToVerify()).toMatchObject({ fromCard: '9000' })
    expect(await readers.qesStatusForOthers()).toContain('SW1=0x63, SW2=0xC3')
  })

  async function stopAtTheKeys(): Promise<void> {
    const call = readers.start(['pin', 'verify', 'PIN.QES', '--json'])
    while (!readers.trace.some((line) => 'pinPad' in line)) await wait(10)
    call.process.kill('SIGINT')
    expect(await call.ended).toMatchObject({ exit: 41, json: { error: { code: 'HC_STOPPED' } } })
  }

  it('without a display work alike', async () => {
    await at(active, `PIN.QES=${pinOf('PIN.QES')}\n`, { display: null })
    expect(await verify()).toMatchObject({ exit: 0 })
  })

  it('are left alone with --no-pinpad', async () => {
    await at(active, `PIN.QES=${pinOf('PIN.QES')}\n`)
    const call = await readers.ehba(['pin', 'verify', 'PIN.QES', '--json', '--no-pinpad'])
    expect(call).toMatchObject({ exit: 23, json: { error: { code: 'HC_PIN_MISSING' } } })
  })
})
