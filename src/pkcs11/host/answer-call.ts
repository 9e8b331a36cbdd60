import { moduleCalls, type ModuleRequest } from '../module-calls.js'
import { CKR, CkrFailure, type Cryptoki, handleOf, inCall } from './cryptoki.js'
import { mechanismFacts, moduleFacts, slotFacts, tokenFacts } from './facts.js'
import { HostSession } from './host-session.js'
import type { LatePinFunctions, Pin } from './pin-functions.js'
import { listObjects, listPrivateKeys, type ObjectList } from './token-objects.js'

/** What a call comes to; the attachments are overwritten as soon as they are sent. */
export interface Result {
  readonly result?: unknown
  readonly attachments?: readonly Uint8Array[]
}

/** A module that has begun, and the sessions in it. */
export class ModuleDesk {
  readonly #cryptoki: Cryptoki
  readonly #pins: LatePinFunctions
  readonly #sessions = new Map<number, HostSession>()
  #lastSession = 0

  constructor(cryptoki: Cryptoki, pins: LatePinFunctions) {
    this.#cryptoki = cryptoki
    this.#pins = pins
  }

  /**
   * Does what is asked.
   *
   * @param bytes - the attachments of the request
   * @throws CkrFailure
   */
  answer(request: ModuleRequest, bytes: readonly Buffer[]): Result {
    switch (request.call) {
      case 'facts':
        return { result: moduleFacts(this.#cryptoki) }
      case 'slots':
        return { result: slotFacts(this.#cryptoki) }
      case 'mechanisms':
        return { result: mechanismFacts(this.#cryptoki, handleOf(request.slot)) }
      case 'open':
        return { result: this.#open(request.slot) }
      case 'finalize':
        this.finalize()
        return {}
      default:
        return this.#inSession(request, bytes)
    }
  }

  /** Does what the first PIN would have to wait for. */
  prepareForPins(): void {
    this.#pins.prepare()
  }

  /** Takes leave of the module; also of one that failed before. */
  finalize(): void {
    for (const session of this.#sessions.values()) session.close()
    this.#sessions.clear()
    inCall('C_Finalize', () => {
      this.#cryptoki.C_Finalize()
    })
  }

  #inSession(request: Extract<ModuleRequest, { readonly session: number }>, bytes: readonly Buffer[]): Result {
    const session = this.#sessions.get(request.session)
    if (!session) throw new CkrFailure(CKR.SESSION_HANDLE_INVALID, moduleCalls[request.call].cryptoki)
    const [first = Buffer.alloc(0)] = bytes
    switch (request.call) {
      case 'token':
        return { result: tokenFacts(this.#cryptoki, session.slot) }
      case 'objects':
        return listed(listObjects(this.#cryptoki, session.handle))
      case 'privateKeys':
        return listed(listPrivateKeys(this.#cryptoki, session.handle, first))
      case 'sign':
        return { attachments: [session.sign(request.key, request.mechanism, first)] }
      case 'decipher':
        return { attachments: [session.decipher(request.key, request.padding, first)] }
      case 'derive':
        return { attachments: [session.derive(request.key, first)] }
      case 'logout':
        session.logout()
        return {}
      case 'closeSession':
        session.close()
        this.#sessions.delete(request.session)
        return {}
      default:
        withPins(session, request, bytes)
        return {}
    }
  }

  #open(slot: string): number {
    this.#sessions.set(++this.#lastSession, HostSession.open(this.#cryptoki, this.#pins, handleOf(slot)))
    return this.#lastSession
  }
}

type PinRequest = Extract<ModuleRequest, { readonly given: readonly boolean[] }>

function withPins(session: HostSession, request: PinRequest, bytes: readonly Buffer[]): void {
  const [first = null, second = null] = pinsOf(request.given, bytes)
  switch (request.call) {
    case 'login':
      session.login(request.user, first)
      return
    case 'authorise':
      session.authorise(request.key, request.mechanism, first)
      return
    case 'setPin':
      session.setPin(first, second)
      return
    case 'initPin':
      session.initPin(first)
  }
}

/** The PINs in their order; null where none is given. */
function pinsOf(given: readonly boolean[], bytes: readonly Buffer[]): Pin[] {
  let next = 0
  return given.map((is) => (is ? (bytes[next++] ?? null) : null))
}

function listed({ objects, attachments }: ObjectList): Result {
  return { result: objects, attachments }
}
