import type { Texts } from '../messages/texts.js'

/** The kind of a card in words; the word of the card's profile where there is none. */
export function cardKindText(kind: string, { words }: Texts): string {
  const found = Object.entries(words.cardKinds).find(([name]) => name === kind)
  return found?.[1] ?? kind
}
