import { fromHex } from '../bytes/hex.js'
import { childrenOf, findTlv, readTlv } from '../bytes/tlv.js'
import { unlessMalformed } from '../bytes/unless-malformed.js'
import { keys, passwords, type FolderName, type KeyName, type PasswordName } from './hba-objects.js'
import type { HeldCard } from './held-card.js'
import { selectAid, status } from './preparation.js'

/** What the suite has to know of a card before the first case: found by reading. */
export interface CardFacts {
  /** Passwords that are still as delivered, with a Transport-PIN. */
  readonly transportPins: ReadonlySet<PasswordName>
  readonly keys: ReadonlySet<KeyName>
  /** Signatures after one entry of PIN.QES in security environment 1, from EF.SSEC; 0 where the card does not tell. */
  readonly signatureLimit: number
}

const TRANSPORT_PIN = 0x62c1
const NO_ERROR = 0x9000

/** Looks at a card that was just reset. */
export async function lookAt(card: HeldCard): Promise<CardFacts> {
  const transportPins = new Set<PasswordName>()
  for (const [name, { folder }] of entriesOf(passwords)) {
    await enter(card, folder)
    const { sw } = await card.transmit(fromHex(status(name)))
    if (sw === TRANSPORT_PIN) transportPins.add(name)
  }
  const found = new Set<KeyName>()
  for (const [name, { folder, reference }] of entriesOf(keys)) {
    await enter(card, folder)
    const { sw } = await card.transmit(fromHex(`004681${reference}${card.extendedLength ? '000000' : '00'}`))
    if (sw === NO_ERROR) found.add(name)
  }
  return { transportPins, keys: found, signatureLimit: await readSignatureLimit(card) }
}

async function enter(card: HeldCard, folder: FolderName): Promise<void> {
  await card.transmit(fromHex(selectAid(folder)))
}

/** EF.SSEC: `7B` with, for each security environment, `80` (its number) and `A4` (the password, and in `C0` its uses). */
async function readSignatureLimit(card: HeldCard): Promise<number> {
  await enter(card, 'DF.QES')
  const { data, sw } = await card.transmit(fromHex('00B0850000'))
  if (sw !== NO_ERROR) return 0
  const limit = unlessMalformed(() => {
    const objects = childrenOf(readTlv(data))
    const template = objects[objects.findIndex(({ tag, value }) => tag === 0x80 && value[0] === 1) + 1]
    return template && findTlv(childrenOf(template), 0xc0)?.value[0]
  })
  return limit ?? 0
}

function entriesOf<K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(table) as [K, V][]
}
