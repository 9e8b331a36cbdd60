import type { PinBlockForm } from './pin-structures.js'

/** What one kind of reader does otherwise, as somebody reported it. None of these readers was tried by us. */
interface ReaderQuirk {
  /** What the names of such readers match. */
  readonly reader: RegExp
  /** Where it was reported; absent: everywhere. */
  readonly platform?: NodeJS.Platform
  /** Its keys are not used, although it says that it has some. */
  readonly ignorePad?: true
  /** It cannot take new PINs at its keys. */
  readonly noModify?: true
  /** It takes a PIN at its keys only where all PINs have one length. */
  readonly oneLengthOnly?: true
  /** What it wants for a format-2 block. */
  readonly pinBlockForm?: PinBlockForm
  /** It does not carry extended length fields, whatever its driver says. */
  readonly shortOnly?: true
  readonly source: string
}

/** All that was reported of readers that somebody may use here. The sources are public. */
export const readerQuirks: readonly ReaderQuirk[] = [
  {
    // Keyboards with a reader inside: those who met them found no other way than not to use the keys.
    reader: /\b(Dell|HP)\b.*keyboard/i,
    ignorePad: true,
    source: 'https://github.com/OpenSC/OpenSC/pull/1315',
  },
  {
    // A fault of the firmware, confirmed by the maker: a new PIN typed at the keys fails on Linux.
    reader: /SPR[ x]?[35]?32/i,
    platform: 'linux',
    noModify: true,
    source: 'https://github.com/OpenSC/OpenSC/pull/317',
  },
  {
    reader: /GemPC ?Pin ?pad/i,
    oneLengthOnly: true,
    source: 'https://github.com/OpenSC/OpenSC/issues/424',
  },
  {
    // The form that the maker's own test sends for a block `20 FF…`; it says the same in bytes in place of bits.
    reader: /REINER ?SCT cyberJack/i,
    pinBlockForm: [0x89, 0x47, 0x04],
    source: 'https://github.com/OpenSC/OpenSC/issues/1051',
  },
  {
    // Longer commands never reach the card.
    reader: /ACR1281/i,
    shortOnly: true,
    source: 'https://github.com/acshk/acsccid/issues/42',
  },
]

/** What is known of a reader of this name. */
export type Quirks = Omit<ReaderQuirk, 'reader' | 'platform' | 'source'>

/** All quirks of a reader together. */
export function quirksOf(name: string, platform: NodeJS.Platform = process.platform): Quirks {
  const fitting = readerQuirks.filter((quirk) => quirk.reader.test(name) && (quirk.platform ?? platform) === platform)
  return Object.assign({}, ...fitting) as Quirks
}
