import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { AnyCardKind, Card } from './card.js'
import { connectCard } from './connect-card.js'
import { holderOf } from './holder.js'
import { holdsCard, type CardCandidate, type ReaderInfo, type Workplace } from './workplace.js'

/** Cards that sign documents. */
export const signingKinds: readonly AnyCardKind[] = ['hba', 'smcb', 'token']

/** A card that was found and opened, with the reader that holds it. */
export interface OpenedCard extends AsyncDisposable {
  readonly reader: string
  readonly card: Card
}

/**
 * Opens the card that is meant: the one of the wanted number, else the only one that fits. Where several fit, a person
 * chooses; nobody guesses.
 *
 * @param kinds - card kinds that the operation can use; undefined: every known card
 * @throws HealthCardError `HC_READER_NONE`, `HC_CARD_NONE`, `HC_CARD_KIND_WRONG`, `HC_CARD_AMBIGUOUS`, `HC_CARD_BUSY`
 */
export async function openCard(workplace: Workplace, kinds?: readonly AnyCardKind[]): Promise<OpenedCard> {
  const readers = await readersWithCard(workplace)
  // All at the same time: one that hangs costs its own time only.
  const results = await Promise.all(readers.map(({ name }) => openOne(workplace, name, kinds)))
  const opened = results.flatMap((result) => ('card' in result ? [result] : []))
  const failures = results.flatMap((result) => ('failure' in result ? [result.failure] : []))
  try {
    const chosen = await chooseOne(workplace, opened, failures)
    await closeAll(opened.filter((card) => card !== chosen))
    return chosen
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** Opens the card for the time of one piece of work, and takes its power afterwards. */
export async function withCard<T>(workplace: Workplace, work: (card: Card, reader: string) => Promise<T>): Promise<T> {
  await using opened = await openCard(workplace)
  return await work(opened.card, opened.reader)
}

async function readersWithCard({ layer }: Workplace): Promise<readonly ReaderInfo[]> {
  const readers = await layer.readers()
  if (readers.length === 0) throw new HealthCardError('HC_READER_NONE', 'no reader')
  const filled = readers.filter(holdsCard)
  if (filled.length === 0) throw new HealthCardError('HC_CARD_NONE', 'no card in any reader')
  return filled
}

/** One card that is busy or foreign must not hide the others; with none left its failure is the answer. */
type Opening = OpenedCard | { readonly failure: unknown } | { readonly unwanted: true }

async function openOne(
  workplace: Workplace,
  reader: string,
  kinds: readonly AnyCardKind[] | undefined,
): Promise<Opening> {
  try {
    const card = await connectCard(workplace.layer, reader)
    const opened = { reader, card, [Symbol.asyncDispose]: () => card[Symbol.asyncDispose]() }
    const result = await judge(workplace, opened, kinds).catch((failure: unknown) => ({ failure }))
    if (result !== opened) await closeAll([opened])
    return result
  } catch (failure) {
    return { failure }
  }
}

async function judge(workplace: Workplace, opened: OpenedCard, kinds?: readonly AnyCardKind[]): Promise<Opening> {
  const { kind } = opened.card
  if (kinds && !kinds.includes(kind)) return { failure: wrongKind(kind, kinds) }
  return (await isWanted(workplace, opened.card)) ? opened : { unwanted: true }
}

/**
 * Whether this is the card of the wanted number (ICCSN or Telematik-ID; of a token its serial number or label); every card is
 * where none is wanted.
 */
export async function isWanted({ card: wanted }: Pick<Workplace, 'card'>, card: Card): Promise<boolean> {
  if (wanted === undefined || wanted === card.iccsn || wanted === card.label) return true
  return (await holderOf(card))?.telematikId === wanted
}

async function chooseOne(
  { card, chooseCard }: Workplace,
  opened: readonly OpenedCard[],
  failures: readonly unknown[],
): Promise<OpenedCard> {
  const [first, ...others] = opened
  if (!first) {
    if (failures.length > 0)
      throw failures.find((error) => !isHealthCardError(error, 'HC_CARD_KIND_WRONG')) ?? failures[0]
    throw new HealthCardError('HC_CARD_NONE', `no card ${card ?? ''}`, { card })
  }
  if (others.length === 0) return first
  const candidates = opened.map(candidateOf)
  const iccsns = candidates.map(({ iccsn }) => iccsn)
  if (!chooseCard) throw new HealthCardError('HC_CARD_AMBIGUOUS', 'several cards fit', { iccsns })
  const choice = await chooseCard(candidates)
  const chosen = opened.find(({ reader }) => reader === choice.reader)
  if (!chosen) throw new HealthCardError('HC_CARD_AMBIGUOUS', 'no card was chosen', { iccsns })
  return chosen
}

function candidateOf({ reader, card: { kind, iccsn } }: OpenedCard): CardCandidate {
  return { reader, kind, iccsn }
}

function wrongKind(kind: AnyCardKind, wanted: readonly AnyCardKind[]): HealthCardError {
  return new HealthCardError('HC_CARD_KIND_WRONG', `a card of kind ${kind} cannot do this`, { kind, wanted })
}

async function closeAll(cards: readonly OpenedCard[]): Promise<void> {
  for (const card of cards) await card[Symbol.asyncDispose]()
}
