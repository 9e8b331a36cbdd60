import { SecretBytes } from '../bytes/secret-bytes.js'
import type { CardSession } from '../card/card-session.js'
import type { PasswordEntry, PinName } from '../card/object-system.js'
import type { CardCommand } from '../cos/card-command.js'
import { changeReferenceData, setReferenceData } from '../cos/change-reference-data.js'
import { getPinStatus } from '../cos/get-pin-status.js'
import { pinBlock } from '../cos/pin-block.js'
import { resetRetryCounter } from '../cos/reset-retry-counter.js'
import { verify } from '../cos/verify.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type {
  ChangeResult,
  PasswordStatus,
  PinDevice,
  SecretEntry,
  UnblockResult,
  VerificationResult,
} from './pin-device.js'

/** The passwords of a health card, by the commands of gemSpec_COS. */
export class CardPins implements PinDevice {
  readonly #session: CardSession

  constructor(session: CardSession) {
    this.#session = session
  }

  get iccsn(): string {
    return this.#session.iccsn
  }

  get passwords(): CardSession['profile']['passwords'] {
    return this.#session.profile.passwords
  }

  get hasPinPad(): boolean {
    return this.#session.hasPinPad
  }

  async status(pin: PinName): Promise<PasswordStatus> {
    const { reference } = this.#entry(pin)
    try {
      await this.approach(pin)
      return await this.#session.run(getPinStatus(reference))
    } catch (error) {
      if (isHealthCardError(error, 'HC_PIN_UNKNOWN', 'HC_CARD_KEY_MISSING')) return { kind: 'missing' }
      if (isHealthCardError(error, 'HC_CARD_OPERATION_REFUSED')) return { kind: 'notReadable' }
      throw error
    }
  }

  /**
   * A password of the MF is found from every folder (gemSpec_COS N020.700), and leaving an application would clear the
   * status of its own passwords.
   */
  async approach(pin: PinName): Promise<void> {
    const { folder } = this.#entry(pin)
    if (folder !== 'MF') await this.#session.enter(folder)
  }

  hold(): Promise<AsyncDisposable> {
    return this.#session.hold()
  }

  async verify(pin: PinName, entry: SecretEntry): Promise<VerificationResult> {
    using block = blockOf(entry.current)
    return await this.#send(verify(this.#entry(pin).reference, block), entry)
  }

  async change(pin: PinName, entry: SecretEntry): Promise<ChangeResult> {
    using before = blockOf(entry.current)
    using after = blockOf(entry.next)
    return await this.#send(changeReferenceData(this.#entry(pin).reference, before, after), entry)
  }

  async setFirst(pin: PinName, entry: SecretEntry): Promise<ChangeResult> {
    using block = blockOf(entry.next)
    return await this.#send(setReferenceData(this.#entry(pin).reference, block), entry)
  }

  async unblock(pin: PinName, entry: SecretEntry, withNew: boolean): Promise<UnblockResult> {
    using puk = blockOf(entry.current)
    using newBlock = withNew ? blockOf(entry.next) : undefined
    const command = resetRetryCounter(this.#entry(pin).reference, { puk, ...(newBlock && { newBlock }) })
    return await this.#send(command, entry)
  }

  async #send<R>(command: CardCommand<R>, { pad }: SecretEntry): Promise<R> {
    return pad ? await this.#session.runAtPad(command, pad) : await this.#session.run(command)
  }

  #entry(pin: PinName): PasswordEntry {
    const entry = this.passwords[pin]
    if (entry) return entry
    throw new HealthCardError('HC_INTERNAL', `the profile has no ${pin}`)
  }
}

/** Without digits the place of a secret in a command that the reader completes: a format-2 block that has none. */
function blockOf(digits: SecretBytes | undefined): SecretBytes {
  return digits ? pinBlock(digits) : SecretBytes.take(Uint8Array.of(0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
}
