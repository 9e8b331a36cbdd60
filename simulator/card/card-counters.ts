import { toHex } from '../../src/bytes/hex.js'
import { regular, type CardMemory } from './core/card-memory.js'
import type { CardImage } from './image/card-image.js'
import type { TransportStatus } from './image/object-system.js'
import { allFolders } from './image/search.js'

/** What a simulated card counts of one password. */
export interface PasswordCounters {
  /** Tries left before it is blocked. */
  readonly triesLeft: number
  /** Uses of the PUK left. */
  readonly pukUses: number
  readonly transportStatus: TransportStatus
  /** Successful and failed VERIFY commands. */
  readonly verified: number
  readonly failed: number
}

/** A card's own counters: what a real card would not tell. */
export interface CardCounters {
  /** Serial number of the card, 20 digits; empty where the image has none. */
  readonly iccsn: string
  readonly cardName: string
  /** Successful signatures by address of the key: `DF.QES/PrK.HP.QES.E256`. */
  readonly signatures: Readonly<Record<string, number>>
  /** By address: `DF.QES/PIN.QES`. A multi-reference password shows the counters of its target. */
  readonly passwords: Readonly<Record<string, PasswordCounters>>
}

const EF_GDO = 0x2f02
/** EF.GDO: tag 5A, length 10, ICCSN as BCD. */
const ICCSN_START = 2

/** Reads the counters; private keys without key data are listed with 0. */
export function readCounters(image: CardImage, memory: CardMemory): CardCounters {
  const folders = allFolders(image.root)
  const keys = folders.flatMap(({ secretKeys }) =>
    secretKeys.filter(({ kind }) => kind === 'privateElc' || kind === 'privateRsa'),
  )
  const passwords = folders.flatMap((folder) => folder.passwords)
  return {
    iccsn: readIccsn(image, memory),
    cardName: image.name,
    signatures: Object.fromEntries(keys.map((key) => [key.path, memory.signatures(key)])),
    passwords: Object.fromEntries(
      passwords.map((password) => {
        const { retryCounter, pukUsage, transportStatus } = memory.password(regular(password))
        const { successful, failed } = memory.verifications(password)
        return [
          password.path,
          { triesLeft: retryCounter, pukUses: pukUsage, transportStatus, verified: successful, failed },
        ]
      }),
    ),
  }
}

function readIccsn(image: CardImage, memory: CardMemory): string {
  const file = image.root.files.find((candidate) => candidate.fileIdentifier === EF_GDO)
  return file?.kind === 'transparent' ? toHex(memory.body(file).subarray(ICCSN_START)) : ''
}
