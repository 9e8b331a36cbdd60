import { withCompleteResponses } from '../apdu/response-completion.js'
import type { CardTransport } from '../apdu/transport.js'
import { fromHex } from '../bytes/hex.js'
import type { CardCommand } from '../cos/card-command.js'
import { restoreSecurityEnvironment } from '../cos/manage-security-environment.js'
import { readBinary } from '../cos/read-binary.js'
import { select } from '../cos/select.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { commandRunner, runAtPad, type CommandRunner, type PadEntries } from './command-runner.js'
import { decodeBufferSizes, decodeGdo, type CardVersions } from './elementary-files.js'
import type { CardProfile } from './object-system.js'
import { commonMfFiles } from './profiles/common-files.js'
import { recognise } from './recognition.js'

/** Header, Lc, 255 bytes, Le. */
const LONGEST_SHORT_COMMAND = 261
/** 256 bytes and the status word. */
const LONGEST_SHORT_RESPONSE = 258

/**
 * A powered, recognised card for one caller. Whoever holds the session talks to the card; ending it takes the power or
 * resets the card, so that no security status outlives it.
 */
export class CardSession implements AsyncDisposable {
  readonly profile: CardProfile
  readonly versions: CardVersions
  /** Card number, 20 decimal digits. */
  readonly iccsn: string
  readonly atr: Uint8Array
  readonly #transport: CardTransport
  readonly #run: CommandRunner
  readonly #extendedLength: boolean
  #folder: string | undefined

  private constructor(
    transport: CardTransport,
    run: CommandRunner,
    card: { profile: CardProfile; versions: CardVersions; iccsn: string; extendedLength: boolean; folder: string },
  ) {
    this.#transport = transport
    this.#run = run
    this.profile = card.profile
    this.versions = card.versions
    this.iccsn = card.iccsn
    this.#extendedLength = card.extendedLength
    this.#folder = card.folder
    this.atr = transport.atr
  }

  /**
   * Recognises the card behind `transport` and takes it over: the session closes it, also where this fails.
   *
   * @throws HealthCardError `HC_CARD_KIND_WRONG`, `HC_CARD_DATA_MALFORMED`, and what the transport throws.
   */
  static async open(transport: CardTransport): Promise<CardSession> {
    const run = commandRunner(withCompleteResponses(transport))
    try {
      const { profile, versions } = await recognise(run)
      const iccsn = await readIccsn(run)
      const extendedLength = transport.extendedLength && (await announcesExtendedLength(run))
      return new CardSession(transport, run, { profile, versions, iccsn, extendedLength, folder: 'MF' })
    } catch (error) {
      await transport.close()
      throw error
    }
  }

  /** True where reader and card take extended length fields, as far as is known by now. */
  get extendedLength(): boolean {
    return this.#extendedLength && this.#transport.extendedLength
  }

  /** Runs one command; its result or its typed error. */
  run<R>(command: CardCommand<R>): Promise<R> {
    return this.#run(command)
  }

  /** True where the reader has keys of its own. */
  get hasPinPad(): boolean {
    return this.#transport.pinPad !== undefined
  }

  /**
   * Runs one command whose secrets a person types at the reader; its result or its typed error. Inside a hold.
   *
   * @throws HealthCardError also `HC_PIN_CANCELLED` and `HC_PIN_FORMAT`, with which the card was not asked
   */
  async runAtPad<R>(command: CardCommand<R>, entry: PadEntries): Promise<R> {
    const { pinPad } = this.#transport
    if (!pinPad) throw new HealthCardError('HC_INTERNAL', 'the reader has no keys')
    return await runAtPad(pinPad, command, entry)
  }

  /**
   * Makes `folder` the current one. Does nothing where it is current already: selecting a folder again clears its PIN on
   * some cards (STARCOS 3.7, card-facts §6). Whatever reads or signs comes right after it: nobody comes between then.
   *
   * @throws HealthCardError `HC_CARD_KEY_MISSING` where the card has no such folder; `HC_CARD_REMOVED` where another card
   *   is in the reader now
   */
  async enter(folder: string): Promise<void> {
    const undisturbed = await this.#transport.claim?.()
    if (undisturbed === false) await this.#requireSameCard()
    await this.#select(folder)
  }

  async #select(folder: string): Promise<void> {
    if (this.#folder === folder) return
    const aid = this.profile.folders[folder]?.aid
    if (aid === undefined) throw missingFolder(folder)
    const target = folder === 'MF' ? ({ by: 'root' } as const) : ({ by: 'aid', aid: fromHex(aid) } as const)
    const { kind } = await this.#run(select(target))
    if (kind !== 'selected') throw missingFolder(folder)
    this.#folder = folder
  }

  /**
   * Makes `folder` current in security environment 1, whatever the card was left in. Clears the status of the folder's
   * own passwords, so it comes before VERIFY (gemSpec_COS N104.200).
   */
  async enterFresh(folder: string): Promise<void> {
    await this.enter(folder)
    await this.#run(restoreSecurityEnvironment(1))
  }

  /**
   * Keeps everybody else from the card until the hold is disposed of, which resets the card: no security status outlives
   * it. Stands before every command with a secret. What a person does (typing) and what may take long comes before.
   *
   * @throws HealthCardError `HC_CARD_BUSY`; `HC_CARD_REMOVED` where another card is in the reader now
   */
  async hold(): Promise<AsyncDisposable> {
    const hold = await this.#transport.hold()
    const end = async (): Promise<void> => {
      this.#folder = undefined
      await hold.end()
    }
    try {
      await this.#requireSameCard()
    } catch (error) {
      await end()
      throw error
    }
    return { [Symbol.asyncDispose]: end }
  }

  /** Others may have selected what they liked since, or put in another card. */
  async #requireSameCard(): Promise<void> {
    this.#folder = undefined
    await this.#select('MF')
    if ((await readIccsn(this.#run)) === this.iccsn) return
    throw new HealthCardError('HC_CARD_REMOVED', 'another card is in the reader', { iccsn: this.iccsn })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport.close()
  }
}

/** From EF.GDO; the MF is current. */
async function readIccsn(run: CommandRunner): Promise<string> {
  const gdo = await run(readBinary({ shortFileIdentifier: commonMfFiles['EF.GDO'].sfi, offset: 0 }, false))
  if (gdo.kind !== 'data') throw new HealthCardError('HC_CARD_DATA_MALFORMED', 'EF.GDO cannot be read')
  return decodeGdo(gdo.data)
}

/** From EF.ATR; the MF is current. What is not announced is there: every COS has to have it (gemSpec_COS N029.890). */
async function announcesExtendedLength(run: CommandRunner): Promise<boolean> {
  const atr = await run(readBinary({ shortFileIdentifier: commonMfFiles['EF.ATR'].sfi, offset: 0 }, false))
  const sizes = atr.kind === 'data' ? decodeBufferSizes(atr.data) : undefined
  return !sizes || (sizes.command > LONGEST_SHORT_COMMAND && sizes.response > LONGEST_SHORT_RESPONSE)
}

function missingFolder(folder: string): HealthCardError {
  return new HealthCardError('HC_CARD_KEY_MISSING', `the card has no ${folder}`, { object: folder })
}
