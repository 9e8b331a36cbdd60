import type { CardSession } from '../card/card-session.js'
import { readFile, readRecords } from '../card/file-reading.js'
import { toHex } from '../bytes/hex.js'
import { readPinStates, type PinState } from '../pin/pin-state.js'
import { summarise, type CertificateSummary } from './certificates.js'
import { withCard } from './card-selection.js'
import { expiryWarnings, type ExpiryWarning } from './expiry-warnings.js'
import { holderOf, type HolderFacts } from './holder.js'
import { signatureLimit } from './signature-limit.js'
import type { Workplace } from './workplace.js'

/** A file of the card: whether it can be read without any secret, and how much it holds. */
export interface FileFacts {
  readonly name: string
  readonly state: 'content' | 'empty' | 'missing' | 'refused'
  /** Bytes that can be read; for a file of records the sum of them; null where nothing can. */
  readonly lengthBytes: number | null
}

/** Everything a card tells without a secret. */
export interface CardDetails {
  readonly reader: string
  readonly kind: string
  readonly generation: string
  readonly iccsn: string
  readonly objectSystem: string
  readonly product: string
  /** Answer to reset, hex. */
  readonly atr: string
  readonly holder: HolderFacts | null
  /** Signatures that one entry of the signature PIN allows; null: any number, or no such PIN. */
  readonly signatureLimit: number | null
  readonly pins: readonly PinState[]
  readonly certificates: readonly CertificateSummary[]
  readonly files: readonly FileFacts[]
  readonly warnings: readonly ExpiryWarning[]
}

/** `card show` */
export function showCard(workplace: Workplace): Promise<CardDetails> {
  return withCard(workplace, async (session, reader) => {
    const now = workplace.clock()
    const certificates = await summarise(session, now)
    return {
      reader,
      kind: session.profile.kind,
      generation: session.profile.generation,
      iccsn: session.iccsn,
      ...session.versions,
      atr: toHex(session.atr),
      holder: await holderOf(session),
      signatureLimit: await signatureLimit(session),
      pins: await readPinStates(session, workplace.memory),
      certificates,
      files: await readAllFiles(session),
      warnings: expiryWarnings(certificates, now),
    }
  })
}

async function readAllFiles(session: CardSession): Promise<FileFacts[]> {
  const files: FileFacts[] = []
  for (const [name, { structure }] of Object.entries(session.profile.files)) {
    files.push(structure === 'records' ? await recordFacts(session, name) : await fileFacts(session, name))
  }
  return files
}

async function fileFacts(session: CardSession, name: string): Promise<FileFacts> {
  const content = await readFile(session, name)
  return { name, state: content.kind, lengthBytes: content.kind === 'content' ? content.bytes.length : null }
}

async function recordFacts(session: CardSession, name: string): Promise<FileFacts> {
  const content = await readRecords(session, name)
  if (content.kind !== 'records') return { name, state: content.kind, lengthBytes: null }
  const lengthBytes = content.records.reduce((sum, record) => sum + record.length, 0)
  return { name, state: lengthBytes === 0 ? 'empty' : 'content', lengthBytes }
}
