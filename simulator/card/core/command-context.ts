import type { CommandApdu } from '../../../src/apdu/command-apdu.js'
import { isSatisfied, noComponentStatus } from '../access/evaluate.js'
import { RuleIndex } from '../access/rule-index.js'
import type { KeyMaterial } from '../crypto/key-material.js'
import type { NonceSource } from '../crypto/nonce.js'
import type { RandomSource } from '../crypto/random-source.js'
import type { CardInterface } from '../image/access-rules.js'
import type { CardImage } from '../image/card-image.js'
import type { CardObject, Folder, FolderMember, Password, PublicKey, SecretKey } from '../image/object-system.js'
import { findPassword, findPublicKey, findSecretKey } from '../image/search.js'
import { refuse } from './answer.js'
import type { CardMemory } from './card-memory.js'
import type { ChannelSet } from './channel-set.js'
import type { Channel } from './channel.js'
import { MALFORMED, SW } from './status-words.js'

/**
 * The edition of gemSpec_COS that the card follows. They differ while a password has transport protection: 3.12 shows that
 * it is blocked, 3.10 shows the transport protection (N078.350, N082.700).
 */
export type CosVersion = '3.10' | '3.12'

/** What the commands of one card have in common. */
export interface CardParts {
  readonly image: CardImage
  readonly memory: CardMemory
  readonly keys: KeyMaterial
  readonly channels: ChannelSet
  readonly random: RandomSource
  readonly nonces: NonceSource
  readonly cos: CosVersion
  readonly interface: CardInterface
}

const ruleIndexes = new WeakMap<CardObject, RuleIndex>()

/** One command being executed in one channel. */
export class CommandContext {
  readonly card: CardParts
  readonly channel: Channel
  readonly channelNumber: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly data: Uint8Array
  readonly #cla: number
  readonly #apdu: CommandApdu

  /** @param cla - CLA without channel and secure messaging */
  constructor(card: CardParts, channel: Channel, channelNumber: number, apdu: CommandApdu, cla: number) {
    this.card = card
    this.channel = channel
    this.channelNumber = channelNumber
    this.ins = apdu.ins
    this.p1 = apdu.p1
    this.p2 = apdu.p2
    this.data = apdu.data
    this.#cla = cla
    this.#apdu = apdu
  }

  /** Ne: how many bytes of answer are wanted; 0 without Le. */
  get wantedBytes(): number {
    const { le, extended } = this.#apdu
    if (le === 'any') return extended ? 0x10000 : 0x100
    return le ?? 0
  }

  /** True where Le asks for as much as there is. */
  get wantsEverything(): boolean {
    return this.#apdu.le === 'any'
  }

  get isExtended(): boolean {
    return this.#apdu.extended
  }

  /** Checks the case of the command (ISO 7816-4 §5.2): which of command data and Le it has. */
  expectCase(number: 1 | 2 | 3 | 4): void {
    const hasData = number === 3 || number === 4
    const hasLe = number === 2 || number === 4
    if (this.data.length > 0 !== hasData || this.wantedBytes > 0 !== hasLe) refuse(MALFORMED.length)
  }

  /** AccessRuleEvaluation (gemSpec_COS §10.4). Counts down the passwords that the rule speaks of. */
  isAllowed(object: Folder | FolderMember): boolean {
    const folder = 'folder' in object ? object.folder : object
    const situation = {
      interface: this.card.interface,
      lifeCycle: this.card.memory.lifeCycles.logical(object),
      securityEnvironment: this.channel.environmentOf(folder),
    }
    const header = { cla: this.#cla, ins: this.ins, p1: this.p1, p2: this.p2 }
    const conditions = indexOf(object).conditionsFor(situation, header)
    // Most of what is read may be read always: to make a status to be asked would double the time of READ BINARY.
    if (conditions[0]?.kind === 'always') return true
    const status = {
      ...noComponentStatus,
      passwordVerified: (reference: number) => this.#passwordVerified(folder, reference),
    }
    return conditions.some((condition) => isSatisfied(condition, status))
  }

  /** Ends the command with 6982 where the access rule of the object does not allow it. */
  requireAccess(object: Folder | FolderMember): void {
    if (!this.isAllowed(object)) refuse(SW.securityStatusNotSatisfied)
  }

  /** SearchPwd from the current folder. */
  findPassword(reference: number): Password | undefined {
    return findPassword(this.channel.currentFolder, reference, this.card.memory.lifeCycles.isThere)
  }

  /** SearchSecretKey from the current folder, whatever its algorithms. */
  findSecretKey(reference: number): SecretKey | undefined {
    return findSecretKey(this.channel.currentFolder, reference, this.card.memory.lifeCycles.isThere)
  }

  /** SearchPublicKey from the current folder. */
  findPublicKey(identifier: Uint8Array): PublicKey | undefined {
    return findPublicKey(this.channel.currentFolder, identifier, this.card.memory.lifeCycles.isThere)
  }

  /** PWD(reference) (gemSpec_COS N022.200); a password that is switched off needs no status and loses no use. */
  #passwordVerified(objectFolder: Folder, reference: number): boolean {
    const password = findPassword(objectFolder, reference, this.card.memory.lifeCycles.isThere)
    if (!password) return false
    return !this.card.memory.flagEnabled(password) || this.channel.useVerification(password)
  }
}

function indexOf(object: CardObject): RuleIndex {
  const known = ruleIndexes.get(object)
  if (known) return known
  const index = new RuleIndex(object.accessRules)
  ruleIndexes.set(object, index)
  return index
}
