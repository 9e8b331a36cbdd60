import type { RandomSource } from '../../src/trust-centre/random-source.js'
import type { MonetaryLimit } from '../../src/trust-centre/signature-limits.js'
import { cardKinds, type CardKindName } from './card-kinds.js'
import { PersonaliseError } from './personalise-error.js'
import { isProfessionName, professions, type Institution, type Profession, type ProfessionName } from './professions.js'
import { randomDigits } from './randomness.js'

/** The fictional person that a card is made for. */
export interface Holder {
  readonly givenName: string
  readonly surname: string
}

/** What `ehba sim create` takes. */
export interface CardOptions {
  readonly kind: CardKindName
  /** Folder that is made and filled. */
  readonly out: string
  /** As handed out, with Transport-PINs, or with PINs already set. Default: transport. */
  readonly state?: 'transport' | 'active'
  /** Signatures after one entry of PIN.QES in security environment 1, from 1 to 254. Default: 254. */
  readonly limit?: number
  /** A name of `professions`. Default: arzt. An SMC-B is for the institution of that profession. */
  readonly profession?: string
  /** Which generation of keys is personalised; the objects of the other are there and empty. Default: ecc. */
  readonly keys?: 'ecc' | 'rsa' | 'both'
  /** Replace the card in a folder that is there. */
  readonly force?: boolean
  /** The same seed and `now` give the same card byte for byte, but for RSA keys and what they sign. */
  readonly seed?: number
  /** Start of validity. Default: the current time. */
  readonly now?: Date
  /** Default: Käthe Beispiel. */
  readonly holder?: Partial<Holder>
  /** 20 digits starting with 80276. Default: a random one. */
  readonly iccsn?: string
  readonly telematikId?: string
  /** Limit of a transaction, and words that restrict what may be signed, in the certificate of C.HP.QES. */
  readonly monetaryLimit?: MonetaryLimit
  readonly restriction?: string
}

/** The options, checked and filled up. */
export interface CardPlan extends Required<Pick<CardOptions, 'kind' | 'out' | 'state' | 'limit' | 'keys'>> {
  readonly holder: Holder
  readonly profession: Profession
  /** Of an SMC-B. */
  readonly institution: Institution | undefined
  readonly professionName: ProfessionName
  readonly force: boolean
  readonly now: Date
  readonly iccsn: string
  readonly telematikId: string
  readonly monetaryLimit: MonetaryLimit | undefined
  readonly restriction: string | undefined
}

/** @throws PersonaliseError `optionInvalid` on a value that no card has. */
export function planCard(options: CardOptions, random: RandomSource): CardPlan {
  const { kind, out, state = 'transport', limit = 254, profession: professionName = 'arzt', keys = 'ecc' } = options
  const { now = new Date(), force = false } = options
  const holder = { givenName: 'Käthe', surname: 'Beispiel', ...options.holder }
  // Drawn even where one is given: the rest of a seeded card must not depend on it.
  const drawn = `8027699999${randomDigits(random, 10).use(ascii)}`
  const iccsn = options.iccsn ?? drawn
  check(Object.hasOwn(cardKinds, kind), 'kind', kind)
  check(['transport', 'active'].includes(state), 'state', state)
  check(Number.isInteger(limit) && limit >= 1 && limit <= 254, 'limit', limit)
  check(['ecc', 'rsa', 'both'].includes(keys), 'keys', keys)
  check(/^80276\d{15}$/.test(iccsn), 'iccsn', iccsn)
  check(!Number.isNaN(now.getTime()), 'now', String(now))
  check(isName(holder.givenName) && isName(holder.surname), 'holder', `${holder.givenName} ${holder.surname}`)
  check(out !== '', 'out', out)
  check(isProfessionName(professionName), 'profession', professionName)
  const profession: Profession = professions[professionName]
  const { institution } = profession
  if (kind === 'smcb') check(institution !== undefined, 'profession', professionName)
  const telematikId = options.telematikId ?? `${profession.sector}-${kindInId[kind]}-TEST-ONLY-${iccsn.slice(-10)}`
  check(/^[A-Za-z0-9 '()+,\-./:=?]{1,128}$/.test(telematikId), 'telematikId', telematikId)
  return {
    ...{ kind, out, state, limit, keys, holder, force, now, iccsn, telematikId, professionName, profession },
    institution: kind === 'smcb' ? institution : undefined,
    monetaryLimit: options.monetaryLimit,
    restriction: options.restriction,
  }
}

const kindInId = { hba: 'HBA', smcb: 'SMC-B' } as const

/** A name fits a certificate (RFC 5280 upper bounds, less what is added to it) and one line of a letter. */
function isName(text: string): boolean {
  return /^[^\p{Cc}]{1,32}$/u.test(text) && text.trim() !== ''
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function check(holds: boolean, option: string, value: string | number): asserts holds {
  if (!holds) throw new PersonaliseError('optionInvalid', option, `no card has ${option} ${value}`)
}
