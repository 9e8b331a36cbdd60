import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../../../../src/bytes/hex.js'
import { CardCore } from '../../../../../simulator/card/core/card-core.js'
import { parseCardImage } from '../../../../../simulator/card/image/card-image.js'
import { SimulatorError } from '../../../../../simulator/card/simulator-error.js'
import { MemoryMedium } from '../../../../../simulator/card/state/log-medium.js'
import { LogStateStore } from '../../../../../simulator/card/state/log-state-store.js'
import { CardBench, pin } from '../card-bench.js'
import { binaryFile, imageBytes, password, recordFile } from '../image-builder.js'

const inTransport = { transportStatus: 'transportPIN', secret: '2554321FFFFFFFFF' }
const image = parseCardImage(
  imageBytes([
    password('PIN.CH', '01'),
    password('PIN.NEW', '02', inTransport),
    binaryFile('EF.A', '0001', Uint8Array.of(1, 2, 3, 4), { shortFileIdentifier: '01', numberOfOctet: '08' }),
    recordFile('EF.R', 'CyclicElementaryFile', ['00000001', '00000002'], { shortFileIdentifier: '02' }),
    recordFile('EF.L', 'LinearFixedElementaryFile', ['00000001', '00000002'], {
      fileIdentifier: '0003',
      shortFileIdentifier: '03',
      flagRecordLifeCycleStatus: 'TRUE',
    }),
  ]),
)

/** A card whose power goes away after that many bytes of writing. */
function benchOn(medium: MemoryMedium): CardBench {
  return new CardBench(new CardCore({ image, store: new LogStateStore(medium) }))
}

/** What a new card, to which nothing has happened, has stored. */
function freshContents(): Uint8Array {
  const medium = new MemoryMedium()
  benchOn(medium)
  return medium.contents ?? new Uint8Array(0)
}

interface Aftermath {
  /** The answer, or undefined where the power went away before. */
  readonly answer: string | undefined
  /** The card after the next power-on. */
  readonly next: CardBench
  /** Powers it once more and finds what was written since. */
  readonly again: () => CardBench
}

/** Sends one command to a new card that loses its power at every byte that the command writes, one after the other. */
function aftermaths(command: string): Aftermath[] {
  const found: Aftermath[] = []
  for (let bytes = 0; ; bytes++) {
    const medium = new MemoryMedium({ contents: freshContents(), failAfterBytes: bytes })
    const bench = benchOn(medium)
    const answer = attempt(bench, command)
    const left = new MemoryMedium({ contents: medium.contents ?? new Uint8Array(0) })
    const again = () => benchOn(new MemoryMedium({ contents: left.contents ?? new Uint8Array(0) }))
    found.push({ answer, next: benchOn(left), again })
    if (answer !== undefined) return found
  }
}

function attempt(bench: CardBench, command: string): string | undefined {
  try {
    return bench.send(command)
  } catch (error) {
    if (error instanceof SimulatorError && error.code === 'removed') return undefined
    throw error
  }
}

const triesLeft = ({ next }: Aftermath, path = 'MF/PIN.CH') => next.password(path).triesLeft
const cut = (all: readonly Aftermath[]) => all.filter(({ answer }) => answer === undefined)

describe('a power cut at any byte', () => {
  it('inside VERIFY costs a try from the moment on that the secret is compared [N082.900b]', () => {
    const right = aftermaths(`0020000108${pin.right}`)
    expect(right.at(-1)?.answer).toBe('9000')
    expect(new Set(cut(right).map((each) => triesLeft(each)))).toEqual(new Set([3, 2]))
    const wrong = aftermaths(`0020000108${pin.wrong}`)
    expect(wrong.at(-1)?.answer).toBe('63c2')
    expect(new Set(cut(wrong).map((each) => triesLeft(each)))).toEqual(new Set([3, 2]))
    // The last bytes that a wrong secret writes are statistics: the try is gone by then.
    expect(wrong.slice(-20).map((each) => triesLeft(each))).toEqual(Array(20).fill(2))
  })

  it('inside CHANGE REFERENCE DATA leaves the old secret, or the new one under either transport status [N075.300]', () => {
    const all = aftermaths(`0024000210${pin.transport}${pin.fresh}`)
    const states = all.map(({ next }) => {
      const isProtected = next.password('MF/PIN.NEW').transportStatus === 'transportPIN'
      const secret = next.core.memory.password(passwordNamed('PIN.NEW')).secret ?? new Uint8Array(0)
      return `${toHex(secret) === pin.fresh ? 'new' : 'old'} secret, ${isProtected ? 'protected' : 'regular'}`
    })
    expect(new Set(states)).toEqual(new Set(['old secret, protected', 'new secret, protected', 'new secret, regular']))
    expect(states).toEqual([...states].sort((a, b) => order(a) - order(b)))
  })

  it('inside CHANGE REFERENCE DATA is healed by sending it with the new secret as the old one', () => {
    const half = aftermaths(`0024000210${pin.transport}${pin.fresh}`).find(({ next }) => {
      const { secret, transportStatus } = next.core.memory.password(passwordNamed('PIN.NEW'))
      return toHex(secret ?? new Uint8Array(0)) === pin.fresh && transportStatus === 'transportPIN'
    })
    expect(half?.next.status(`0020000208${pin.fresh}`)).toBe('6985')
    expect(half?.next.status(`0024000210${pin.transport}${pin.right}`)).toBe('63c2')
    expect(half?.next.status(`0024000210${pin.fresh}${pin.right}`)).toBe('9000')
    expect(half?.next.status(`0020000208${pin.right}`)).toBe('9000')
  })

  it('inside RESET RETRY COUNTER leaves all of the new values or none, and spends the PUK use [N081.000b, N081.800]', () => {
    const all = aftermaths(`002c000210${pin.puk}${pin.fresh}`)
    const states = all.map(({ next }) => {
      const { secret, transportStatus } = next.core.memory.password(passwordNamed('PIN.NEW'))
      return `${toHex(secret ?? new Uint8Array(0)) === pin.fresh ? 'new' : 'old'} ${transportStatus}`
    })
    expect(new Set(states)).toEqual(new Set(['old transportPIN', 'new regularPassword']))
    expect(new Set(all.map(({ next }) => next.password('MF/PIN.NEW').pukUses))).toEqual(new Set([10, 9]))
  })

  it('inside a write to a file leaves the old or the new content', () => {
    const contents = aftermaths('00d6810404aabbccdd').map(({ next }) => next.send('00b0810000'))
    expect(new Set(contents)).toEqual(new Set(['010203049000', '01020304aabbccdd9000']))
    const records = aftermaths('00e2001004ffffffff').map(({ next }) => next.send('00b2011400'))
    expect(new Set(records)).toEqual(new Set(['000000019000', 'ffffffff9000']))
  })

  it('inside a command of the life cycle leaves the object as it was, or as it is to be', () => {
    const after = (command: string, probe: string): Set<string> =>
      new Set(aftermaths(command).map(({ next }) => next.status(probe)))
    expect(after('00041001', '80200001')).toEqual(new Set(['63c3', '6982']))
    expect(after('00e81001', '80200001')).toEqual(new Set(['63c3', '6982']))
    expect(after('00e41001', '80200001')).toEqual(new Set(['63c3', '6a88']))
    expect(after('00e60000', '00a4040c')).toEqual(new Set(['9000', '6285']))
    expect(after('00fe0000', '00a4040c')).toEqual(new Set(['9000', '6d00']))
  })

  it('inside DEACTIVATE RECORD changes all the records or none [N062.600a]', () => {
    const states = aftermaths('0006011d').map(({ next }) =>
      ['01', '02'].map((number) => next.status(`00b2${number}1c00`)).join(' '),
    )
    expect(new Set(states)).toEqual(new Set(['9000 9000', '6287 6287']))
  })

  it('leaves nothing that a later write would be appended to', () => {
    for (const { next, again } of aftermaths(`0020000108${pin.wrong}`)) {
      const before = next.password('MF/PIN.CH').triesLeft
      expect(next.send(`0020000108${pin.wrong}`)).toBe(`63c${before - 1}`)
      expect(again().password('MF/PIN.CH').triesLeft).toBe(before - 1)
    }
  })

  it('takes the power from the card: it has no answer until it is powered again', () => {
    const bench = benchOn(new MemoryMedium({ contents: freshContents(), failAfterBytes: 3 }))
    expect(attempt(bench, `0020000108${pin.right}`)).toBeUndefined()
    expect(attempt(bench, '00a4040c')).toBeUndefined()
  })

  it('while the state is made for the first time, or written anew, leaves no state or the whole one', () => {
    const fresh = freshContents()
    for (let bytes = 0; bytes < fresh.length; bytes++) {
      const medium = new MemoryMedium({ failAfterBytes: bytes })
      expect(() => benchOn(medium)).toThrow(expect.objectContaining({ code: 'removed' }) as unknown)
      expect(medium.contents).toBeUndefined()
    }
  })
})

function passwordNamed(name: string) {
  const found = image.root.passwords.find((candidate) => candidate.name === name)
  if (!found) throw new Error(name)
  return found
}

function order(state: string): number {
  return ['old secret, protected', 'new secret, protected', 'new secret, regular'].indexOf(state)
}

describe('a command', () => {
  it('whose write is refused is answered 6581 and has changed nothing', () => {
    const store = new LogStateStore({
      read: () => freshContents(),
      append: () => {
        throw new SimulatorError('memoryFailure', 'no space')
      },
      replace: () => undefined,
      close: () => undefined,
    })
    const bench = new CardBench(new CardCore({ image, store }))
    expect(bench.send(`0020000108${pin.right}`)).toBe('6581')
    expect(bench.send('80200001')).toBe('63c3')
    expect(toHex(bench.core.process(fromHex('00d6810001ff')))).toBe('6581')
    expect(bench.send('00b0810000')).toBe('010203049000')
  })
})
