import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fromHex } from '../../src/bytes/hex.js'

const folder = fileURLToPath(new URL('../../../shared/cards', import.meta.url))

/** gematik's test-card images lie beside the project, not in it: tests that need them skip where they are absent. */
export const cardImagesPresent = existsSync(folder)

export const cardImages = {
  hba: 'HBA_80276883110000220885_gema5.xml',
  smcb: 'SMC_B_80276883110000168650_gema5.xml',
  egk: 'EGK_80276883110000168583_gema5.xml',
  egkG20: 'EGKG2_80276883110000017222_gema5.xml',
} as const

/** Where an image lies. */
export function cardImagePath(image: keyof typeof cardImages): string {
  return `${folder}/${cardImages[image]}`
}

/** X.509 certificates of an image: name of the file on the card → DER. Files with CV certificates or nothing are left out. */
export function certificatesOf(image: keyof typeof cardImages): ReadonlyMap<string, Uint8Array> {
  const xml = readFileSync(cardImagePath(image), 'latin1')
  const files = xml.matchAll(/<child id="(EF\.C\.[^"]+)"[\s\S]*?<attribute id="body"[^>]*>([^<]*)</g)
  return new Map(
    [...files]
      .map(([, name = '', body = '']) => [name, body] as const)
      .filter(([, body]) => body.trim().startsWith('3082'))
      .map(([name, body]) => [name, fromHex(body)]),
  )
}
