import { isHealthCardError } from '../../errors/health-card-error.js'
import { isWanted } from '../card-selection.js'
import { connectCard } from '../connect-card.js'
import { listReaders, type ReaderListEntry } from '../list-readers.js'
import { holdsCard, type CardLayer, type CardMemory } from '../workplace.js'
import { checkCertificates } from './check-certificates.js'
import { checkPins } from './check-pins.js'
import { found, refused, refusedBy, skipped, type Check, type CheckFacts } from './check.js'
import type { DoctorDesk } from './doctor-desk.js'

/** Nothing that is read here takes a card so long; one that takes longer is reported as silent. */
const PATIENCE_MS = 5000

/** What earlier checks leave to those of the cards. */
export interface CardCircumstances {
  readonly memory: CardMemory
  readonly now: Date
  /** False: nothing can be said about what is valid now. */
  readonly clockIsPlausible: boolean
}

/** Readers, the cards in them, their PINs and certificates, and whether an HBA is among them. */
export async function checkCards(desk: DoctorDesk, circumstances: CardCircumstances): Promise<Check[]> {
  const opened = await openReaders(desk)
  if ('id' in opened) {
    const others = (['card', 'pin', 'certificate'] as const).map((id) => skipped(id, 'readers'))
    return [opened, ...others, found('hbaMissing')]
  }
  return [found('readersFound', readerFacts(opened)), ...(await visitAll(desk, opened, circumstances))]
}

interface OpenedReaders {
  readonly layer: CardLayer
  readonly readers: readonly ReaderListEntry[]
}

/** Names of the readers, and of those that have keys for PINs. */
function readerFacts({ readers }: OpenedReaders): CheckFacts {
  const namesOf = (some: typeof readers): readonly string[] => some.map(({ name }) => name)
  return { readers: namesOf(readers), pinPads: namesOf(readers.filter(({ pinPad }) => pinPad)) }
}

/** The readers, or why there are none. */
async function openReaders(desk: DoctorDesk): Promise<OpenedReaders | Check> {
  try {
    const layer = await desk.layer()
    const { readers } = await listReaders(layer)
    return readers.length === 0 ? refused('readers', 'HC_READER_NONE') : { layer, readers }
  } catch (error) {
    if (!isHealthCardError(error) || error.facts.kind !== 'reader') throw error
    // Where nobody named a reader, it may stand in the configuration that could not be read.
    const unnamed = error.data['reader'] === undefined
    return desk.configurationProblem && unnamed ? skipped('readers', 'configuration') : refusedBy('readers', error)
  }
}

async function visitAll(
  desk: DoctorDesk,
  { layer, readers }: OpenedReaders,
  circumstances: CardCircumstances,
): Promise<Check[]> {
  const checks: Check[] = []
  for (const { name, card } of readers) {
    if (holdsCard({ card })) checks.push(...(await visit(desk, layer, name, circumstances)))
  }
  const cards = checks.filter(({ id }) => id === 'card')
  if (cards.length === 0) checks.push(refused('card', 'HC_CARD_NONE', { card: desk.card }))
  const signs = cards.some(({ verdict }) => verdict === 'ok')
  const hba = cards.some((check) => check.verdict === 'ok' && check.facts['kind'] === 'hba')
  return [
    ...checks,
    ...(signs ? [] : [skipped('pin', 'card'), skipped('certificate', 'card')]),
    found(hba ? 'hbaFound' : 'hbaMissing'),
  ]
}

/** One card. Nothing where it is not the one that is meant. */
async function visit(
  desk: DoctorDesk,
  layer: CardLayer,
  reader: string,
  { memory, now, clockIsPlausible }: CardCircumstances,
): Promise<Check[]> {
  try {
    await using card = await connectCard(layer, reader, PATIENCE_MS)
    if (!(await isWanted(desk, card))) return []
    const { kind, generation, iccsn } = card
    const facts = { reader, kind, generation, iccsn }
    // An eGK belongs to an insured person; its PINs and certificates are not what this program works with.
    if (kind === 'egk') return [found('cardWithoutSigning', facts)]
    return [
      found('cardRecognised', facts),
      ...(await checkPins(card, memory)),
      ...(clockIsPlausible ? await checkCertificates(card, now) : [skipped('certificate', 'clock')]),
    ]
  } catch (error) {
    return [refusedBy('card', error, { reader })]
  }
}
