import { fromHex, toHex } from '../../../src/bytes/hex.js'
import { CardCore } from '../../../simulator/card/core/card-core.js'
import { parseCardImage, type CardImage } from '../../../simulator/card/image/card-image.js'
import { volatileStore } from '../../../simulator/card/state/log-state-store.js'
import type { StateChange } from '../../../simulator/card/state/state-change.js'
import { hexByte, type Attempt } from './command-form.js'
import type { LifeCycle, Situation } from './evaluate-rule.js'
import { selecting } from './folder-commands.js'
import { addressOf, folderOf, secretHolder, type TreeObject } from './object-tree.js'
import { referenceOf } from './password-commands.js'

const KNOWN_PIN = '26123456ffffffff'
const REFUSED = '6982'
/** Done; and SELECT of what is deactivated or terminated, which is selected all the same. */
const SUCCESSES = ['9000', '6283', '6285']

/** Names of life cycles in the state of a simulated card. */
const storedLifeCycles: Readonly<Record<LifeCycle, string>> = {
  ACTIVATED: 'active',
  DEACTIVATED: 'deactivated',
  TERMINATED: 'terminated',
}

/** Sends a command in hex; its status word. */
type Send = (command: string) => string

/** The simulated card of an image, in any situation. */
export class DrivenCard {
  readonly #image: CardImage
  /** A card that is in a situation and has been changed by nothing since. */
  #untouched: { readonly situation: Situation; readonly send: Send } | undefined

  constructor(image: Uint8Array) {
    this.#image = parseCardImage(image)
  }

  /**
   * The status word that a command gets in a situation. No answer depends on an earlier one: each command has a card of its
   * own, but for those after a refusal that can have cost nothing.
   *
   * @throws Error where the card cannot be brought into the situation.
   */
  statusOf(object: TreeObject, attempt: Attempt, situation: Situation): string {
    const send = this.#untouched?.situation === situation ? this.#untouched.send : this.#newCard(object, situation)
    succeed(send, object, attempt.before)
    const status = send(attempt.header.map(hexByte).join('') + attempt.rest)
    // To ask a rule takes one of the uses of a PIN entry, also where it refuses (N022.200a.1).
    const isUntouched = status === REFUSED && [...situation.verified].every(hasEndlessUses)
    this.#untouched = isUntouched ? { situation, send } : undefined
    return status
  }

  #newCard(object: TreeObject, situation: Situation): Send {
    const card = new CardCore({
      image: this.#image,
      store: { ...volatileStore(), load: () => [...knownSecrets(situation), ...lifeCycles(situation)] },
      seed: 1,
      interface: situation.interface === 'CB' ? 'contact' : 'contactless',
    })
    card.powerOn()
    const send = (command: string): string => toHex(card.process(fromHex(command))).slice(-4)
    succeed(send, object, preparation(object, situation))
    return send
  }
}

/** True where startSsecList, `{(se,uses),…}`, has no number of uses. */
function hasEndlessUses(password: TreeObject): boolean {
  return !/,[0-9a-f]+\)/i.test(password.attributes.get('startSSecList') ?? '')
}

function succeed(send: Send, object: TreeObject, commands: readonly string[]): void {
  for (const command of commands) {
    const status = send(command)
    if (!SUCCESSES.includes(status)) throw new Error(`${object.name}: ${command} was answered ${status}`)
  }
}

/** Select the folder, choose its environment, verify the passwords: in this order, for each step undoes the later ones. */
function preparation(object: TreeObject, { environment, verified }: Situation): string[] {
  return [
    selecting(folderOf(object)),
    ...(environment === 1 ? [] : [`0022f3${hexByte(environment)}`]),
    ...Array.from(verified, (password) => `002000${hexByte(referenceOf(password))}08${KNOWN_PIN}`),
  ]
}

/** Passwords that are to be verified have a known secret; all others are as the image delivers them. */
function knownSecrets({ verified }: Situation): StateChange[] {
  return Array.from(verified, (password) => ({
    path: addressOf(secretHolder(password)),
    secret: KNOWN_PIN,
    transportStatus: 'regularPassword',
  }))
}

/** Set in the state: the commands that would do it are refused to a card alone. */
function lifeCycles(situation: Situation): StateChange[] {
  return Array.from(situation.lifeCycles, ([object, state]) => ({
    path: addressOf(object),
    lifeCycleStatus: storedLifeCycles[state],
  }))
}
