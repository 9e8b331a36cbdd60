import { randomBytes } from 'node:crypto'
import type { CommandApdu } from '../../../src/apdu/command-apdu.js'
import { uint16 } from '../../../src/bytes/big-endian.js'
import { concat } from '../../../src/bytes/concat.js'
import { objectIdentifier } from '../../../src/bytes/der-writer.js'
import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'
import { privateKeyObject, tokenInfo } from './pkcs15-objects.js'
import { signAsScHsm } from './sign-as-sc-hsm.js'
import { fileControlInformation, readFrom, TokenCard, type Answer } from './token-card.js'
import { TokenPassword } from './token-password.js'
import type { ScHsmPlan } from './token-plan.js'

const AID = 'e82b0601040181c31f0201'
const PIN = 0x81
const PIN_NAME = 'UserPIN'
const DEVICE_CERTIFICATE = 0x2f02
const TOKEN_INFO = 0x2f03
/** First bytes of file identifiers; the second is the number of the key. */
const KEY = 0xcc00
const KEY_DESCRIPTION = 0xc400
const CERTIFICATE = 0xce00

/**
 * What OpenSC's driver sc-hsm asks of a SmartCard-HSM: the one software card for which Debian's OpenSC signs with brainpool
 * keys. All files lie in one folder; each key has a description by PKCS#15 and a certificate.
 */
export class ScHsmCard extends TokenCard {
  /** By it OpenSC knows the card. */
  readonly atr = fromHex('3bfe1800008131fe458031815448534d31738021408107fa')
  readonly plan: ScHsmPlan
  readonly passwords: ReadonlyMap<string, TokenPassword>
  readonly #files: ReadonlyMap<number, Uint8Array>
  #file: Uint8Array | undefined

  constructor(plan: ScHsmPlan) {
    super()
    this.plan = plan
    const { pin, tries = 3, soPin, keys } = plan
    const start = { value: Buffer.from(pin), tries, puk: fromHex(soPin), longest: 15, lastWrong: 0x63c0 } as const
    this.passwords = new Map([[PIN_NAME, new TokenPassword(start)]])
    this.#files = new Map([
      [DEVICE_CERTIFICATE, deviceCertificate(plan)],
      [TOKEN_INFO, tokenInfo(plan)],
      ...keys.flatMap((key, i): [number, Uint8Array][] => [
        [KEY_DESCRIPTION + i + 1, privateKeyObject(key, { reference: i + 1, holder: 1, path: '' })],
        [CERTIFICATE + i + 1, key.certificate],
      ]),
    ])
  }

  /** The one PIN of the card. */
  get pin(): TokenPassword {
    return this.password(PIN_NAME)
  }

  protected answer(command: CommandApdu): Answer {
    const { cla, ins, p1, p2, data, le = 'any' } = command
    const instruction = (cla << 8) | ins
    switch (instruction) {
      case 0x00a4:
        return this.#select(command)
      // With the offset in the data field, behind 54 02.
      case 0x00b1:
        return readFrom(this.#file, ((data[2] ?? 0) << 8) | (data[3] ?? 0), le === 'any' ? 0xffff : le)
      case 0x8058:
        return [0x9000, this.#list()]
      case 0x8068:
        return this.#sign(p1, p2, data)
      case 0x0020:
        return [p2 !== PIN ? 0x6a88 : data.length === 0 ? this.pin.status : this.pin.verify(data)]
      case 0x0024:
        return [p2 === PIN ? this.pin.change(data) : 0x6a88]
      case 0x002c:
        return [p2 === PIN ? this.pin.unblock(data) : 0x6a88]
      default:
        return [0x6d00]
    }
  }

  protected override forget(): void {
    super.forget()
    this.#file = undefined
  }

  #select({ p1, p2, data }: CommandApdu): Answer {
    if (p1 === 0x04) {
      if (toHex(data) !== AID) return [0x6a82]
      // To select the applet anew is how OpenSC logs out.
      this.forget()
      return [0x9000, fileControlInformation(undefined, 0x3f00)]
    }
    const identifier = ((data[0] ?? 0) << 8) | (data[1] ?? 0)
    this.#file = this.#files.get(identifier)
    if (!this.#file) return [0x6a82]
    return p2 === 0x0c ? [0x9000] : [0x9000, fileControlInformation(this.#file, identifier)]
  }

  /** ENUMERATE OBJECTS: all file identifiers, those of keys among them. */
  #list(): Uint8Array {
    const keys = this.plan.keys.map((_, i) => KEY + i + 1)
    return concat(...[...keys, ...this.#files.keys()].map(uint16))
  }

  #sign(reference: number, algorithm: number, data: Uint8Array): Answer {
    const key = this.plan.keys[reference - 1]
    if (!key) return [0x6a88]
    if (!(key.eachSignature ? this.pin.fresh : this.pin.verified)) return [0x6982]
    const signature = signAsScHsm(key.privateKey, algorithm, data)
    if (!signature) return [0x6a80]
    this.pin.fresh = false
    this.signatures.set(key.name, (this.signatures.get(key.name) ?? 0) + 1)
    return [0x9000, signature]
  }
}

/** A CV certificate of which OpenSC reads the holder's name: the serial number with five digits behind it. */
function deviceCertificate({ serial }: ScHsmPlan): Uint8Array {
  const text = (name: string): Uint8Array => Buffer.from(name, 'latin1')
  const point = concat(Uint8Array.of(0x04), randomBytes(64))
  const body = encodeTlv(
    0x7f4e,
    encodeTlv(0x5f29, Uint8Array.of(0)),
    encodeTlv(0x42, text('EHBATEST00001')),
    encodeTlv(0x7f49, objectIdentifier('0.4.0.127.0.7.2.2.2.2.3'), encodeTlv(0x86, point)),
    encodeTlv(0x5f20, text(`${serial.slice(-11)}00001`)),
  )
  return encodeTlv(0x7f21, body, encodeTlv(0x5f37, randomBytes(64)))
}
