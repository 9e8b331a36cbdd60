import { readBytes, readNothing, readObjects, readToken } from './module-answers.js'
import type { ReadAnswer } from './module-answers.js'
import type { ModuleRequest } from './module-calls.js'
import type { Mechanism, TokenFacts, TokenObject, TokenSession, User } from './token-module.js'

type Pin = Uint8Array | null

/** What a call needs besides its request. */
export interface CallOptions {
  /** The attachments. */
  readonly bytes?: readonly Uint8Array[]
  /** Instead of the deadline that stands, in ms. */
  readonly ms?: number | undefined
}

/** Makes a call in the process that the session is in; rejects with `HC_CARD_REMOVED` where that is lost. */
export type SessionCall = <T>(request: ModuleRequest, read: ReadAnswer<T>, options?: CallOptions) => Promise<T>

/** A session in one process of a module; lost with it. */
export class ChildSession implements TokenSession {
  readonly #call: SessionCall
  readonly #session: number

  constructor(call: SessionCall, session: number) {
    this.#call = call
    this.#session = session
  }

  token(): Promise<TokenFacts> {
    return this.#call({ call: 'token', session: this.#session }, (result) => readToken(result))
  }

  objects(): Promise<readonly TokenObject[]> {
    return this.#call({ call: 'objects', session: this.#session }, readObjects)
  }

  privateKeys(id: Uint8Array): Promise<readonly TokenObject[]> {
    return this.#call({ call: 'privateKeys', session: this.#session }, readObjects, { bytes: [id] })
  }

  login(user: User, pin: Pin, deadlineMs?: number): Promise<void> {
    const request = { call: 'login', session: this.#session, user, given: given(pin) } as const
    return this.#call(request, readNothing, { ...withPins(pin), ms: deadlineMs })
  }

  logout(): Promise<void> {
    return this.#call({ call: 'logout', session: this.#session }, readNothing)
  }

  setPin(before: Pin, after: Pin): Promise<void> {
    const request = { call: 'setPin', session: this.#session, given: given(before, after) } as const
    return this.#call(request, readNothing, withPins(before, after))
  }

  initPin(after: Pin): Promise<void> {
    return this.#call({ call: 'initPin', session: this.#session, given: given(after) }, readNothing, withPins(after))
  }

  authorise(key: string, { name }: Mechanism, pin: Pin): Promise<void> {
    const request = { call: 'authorise', session: this.#session, key, mechanism: name, given: given(pin) } as const
    return this.#call(request, readNothing, withPins(pin))
  }

  sign(key: string, { name }: Mechanism, input: Uint8Array): Promise<Uint8Array> {
    const request = { call: 'sign', session: this.#session, key, mechanism: name } as const
    return this.#call(request, readBytes, { bytes: [input] })
  }

  decipher(key: string, padding: 'pkcs1' | 'oaepSha256', cipher: Uint8Array): Promise<Uint8Array> {
    return this.#call({ call: 'decipher', session: this.#session, key, padding }, readBytes, { bytes: [cipher] })
  }

  derive(key: string, publicPoint: Uint8Array): Promise<Uint8Array> {
    return this.#call({ call: 'derive', session: this.#session, key }, readBytes, { bytes: [publicPoint] })
  }

  async close(): Promise<void> {
    await this.#call({ call: 'closeSession', session: this.#session }, readNothing).catch(() => undefined)
  }
}

function given(...pins: readonly Pin[]): boolean[] {
  return pins.map((pin) => pin !== null)
}

function withPins(...pins: readonly Pin[]): CallOptions {
  return { bytes: pins.filter((pin) => pin !== null) }
}
