import type { Mechanism } from '../token-module.js'
import { CKR, type Cryptoki, failedWith, type Handle, handleOf, inCall, type MechanismParameter } from './cryptoki.js'
import { deriveSecret } from './derive-secret.js'
import { decipherMechanisms, signMechanisms } from './mechanisms.js'
import type { Pin, PinFunctions } from './pin-functions.js'

const CKF_RW_SESSION = 0x02
const CKF_SERIAL_SESSION = 0x04
const CKU_CONTEXT_SPECIFIC = 2
const userTypes = { so: 0, user: 1 } as const

/**
 * Room for the longest signature or plain text. A buffer that is too small leaves the operation open, and every one after
 * it is refused: so much is never needed.
 */
const OUTPUT_BYTES = 4096

/** A session of the module, and what has to be known of it besides. */
export class HostSession {
  readonly #cryptoki: Cryptoki
  readonly #pins: PinFunctions
  readonly slot: Handle
  #handle: Handle
  readonly #flags: number
  #loggedIn = false
  /** The signature that `authorise` has opened. */
  #authorised: { readonly key: string; readonly mechanism: Mechanism['name'] } | undefined
  /** True while an operation may be open in the session that nobody will end. */
  #littered = false
  readonly #output = Buffer.alloc(OUTPUT_BYTES)

  private constructor(cryptoki: Cryptoki, pins: PinFunctions, slot: Handle, handle: Handle, flags: number) {
    this.#cryptoki = cryptoki
    this.#pins = pins
    this.slot = slot
    this.#handle = handle
    this.#flags = flags
  }

  static open(cryptoki: Cryptoki, pins: PinFunctions, slot: Handle): HostSession {
    const withFlags = (flags: number): HostSession => {
      const handle = inCall('C_OpenSession', () => cryptoki.C_OpenSession(slot, flags))
      return new HostSession(cryptoki, pins, slot, handle, flags)
    }
    try {
      return withFlags(CKF_SERIAL_SESSION | CKF_RW_SESSION)
    } catch (error) {
      if (failedWith(error, CKR.TOKEN_WRITE_PROTECTED)) return withFlags(CKF_SERIAL_SESSION)
      throw error
    }
  }

  get handle(): Handle {
    return this.#handle
  }

  login(user: keyof typeof userTypes, pin: Pin): void {
    this.#pins.login(this.#handle, userTypes[user], pin)
    this.#loggedIn = true
  }

  logout(): void {
    this.#loggedIn = false
    this.#authorised = undefined
    inCall('C_Logout', () => {
      this.#cryptoki.C_Logout(this.#handle)
    })
  }

  setPin(before: Pin, after: Pin): void {
    this.#pins.setPin(this.#handle, before, after)
  }

  initPin(after: Pin): void {
    this.#pins.initPin(this.#handle, after)
  }

  authorise(key: string, mechanism: Mechanism['name'], pin: Pin): void {
    this.#begin('C_SignInit', signMechanisms[mechanism], key)
    // Until the PIN is right the signature is open, and nobody will end it.
    this.#littered = true
    this.#pins.login(this.#handle, CKU_CONTEXT_SPECIFIC, pin)
    this.#littered = false
    this.#authorised = { key, mechanism }
  }

  /** A view into memory that the next call uses again. */
  sign(key: string, mechanism: Mechanism['name'], input: Buffer): Buffer {
    const open = this.#authorised
    if (open?.key !== key || open.mechanism !== mechanism) this.#begin('C_SignInit', signMechanisms[mechanism], key)
    this.#authorised = undefined
    return this.#finish('C_Sign', input)
  }

  /** A view into memory that the next call uses again; the caller overwrites it. */
  decipher(key: string, padding: 'pkcs1' | 'oaepSha256', cipher: Buffer): Buffer {
    this.#begin('C_DecryptInit', decipherMechanisms[padding], key)
    return this.#finish('C_Decrypt', cipher)
  }

  /** The caller overwrites it. */
  derive(key: string, point: Buffer): Buffer {
    return deriveSecret(this.#cryptoki, this.#handle, handleOf(key), point)
  }

  /** Never throws. */
  close(): void {
    if (this.#loggedIn)
      quietly(() => {
        this.logout()
      })
    quietly(() => {
      this.#cryptoki.C_CloseSession(this.#handle)
    })
  }

  #begin(call: 'C_SignInit' | 'C_DecryptInit', mechanism: MechanismParameter, key: string): void {
    if (this.#authorised || this.#littered) this.#renew()
    const begin = (): void => {
      inCall(call, () => {
        this.#cryptoki[call](this.#handle, mechanism, handleOf(key))
      })
    }
    try {
      begin()
    } catch (error) {
      if (!failedWith(error, CKR.OPERATION_ACTIVE)) throw error
      this.#renew()
      begin()
    }
  }

  #finish(call: 'C_Sign' | 'C_Decrypt', input: Buffer): Buffer {
    try {
      return inCall(call, () => this.#cryptoki[call](this.#handle, input, this.#output))
    } catch (error) {
      if (failedWith(error, CKR.BUFFER_TOO_SMALL)) this.#littered = true
      throw error
    }
  }

  /**
   * Takes a new session of the token, which has no operation open; PKCS#11 2.40 has no other way to end one. The login is
   * that of the application, so it stays as long as there is a session: the new one is opened first.
   */
  #renew(): void {
    const old = this.#handle
    this.#authorised = undefined
    this.#littered = false
    try {
      this.#handle = inCall('C_OpenSession', () => this.#cryptoki.C_OpenSession(this.slot, this.#flags))
    } catch {
      // A token with room for one session: what is open there may be refused, and that is then told.
      return
    }
    quietly(() => {
      this.#cryptoki.C_CloseSession(old)
    })
  }
}

/** For what has nobody to be told. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // The session ends anyway.
  }
}
