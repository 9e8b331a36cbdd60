import type { SignatureMechanism } from '../certificates/signature-algorithm.js'

/** What a batch is, fixed before the first PIN is sent. */
export interface JournalHead {
  readonly id: string
  /** ISO 8601 */
  readonly startedAt: string
  readonly card: { readonly kind: string; readonly iccsn: string }
  /** The key object's own name, `PrK.HP.QES.E256`. */
  readonly key: string
  readonly mechanism: SignatureMechanism
  readonly attached: boolean
  readonly force: boolean
  /** The signer's certificate and those that go into the signatures with it, DER. */
  readonly certificate: Uint8Array
  readonly chain: readonly Uint8Array[]
  readonly documents: readonly JournalFile[]
}

/** A document of a batch: absolute paths, and the hash of what is signed. No content. */
export interface JournalFile {
  readonly input: string
  readonly output: string
  readonly sizeBytes: number
  /** Hex. */
  readonly sha256: string
}

/** How far a document is. `signed`: the card has answered, the output may not stand yet. */
export type JournalEntry =
  | { readonly state: 'pending' }
  | { readonly state: 'signed'; readonly toBeSigned: Uint8Array; readonly signature: Uint8Array }
  | { readonly state: 'done' }

/** A document that is about to go to the card, with the exact bytes that the signature will be over. */
export interface JournalIntent {
  readonly index: number
  readonly toBeSigned: Uint8Array
}

/**
 * The journal of one batch, held by this process alone. The order per document is: intent (durable), sent, signature,
 * flush (durable), output, done. A journal that is closed before anything was sent leaves nothing behind.
 */
export interface OpenJournal extends AsyncDisposable {
  readonly head: JournalHead
  /** As the journal was when it was opened, by document. */
  readonly entries: readonly JournalEntry[]
  /** Signatures whose answer was lost, in all runs of this batch. */
  readonly madeAndLost: number
  /** Every signature that the card had given in this batch when it was opened. */
  readonly signatures: readonly Uint8Array[]
  /** Resolves when the intents are durable. */
  intend(intents: readonly JournalIntent[]): Promise<void>
  /** The command goes out now. Written at once, not synced: it only helps to count. */
  sent(index: number): void
  /** The card has answered that it makes no signature: nothing was lost. */
  refused(index: number): void
  /** The card has answered. Written at once, so that it outlives the process. @throws HealthCardError `HC_JOURNAL_UNUSABLE` */
  signed(index: number, signature: Uint8Array): void
  /** Resolves when every intent and every signature written so far is durable; calls that come together share one sync. */
  flush(): Promise<void>
  /** The output stands, durably. */
  done(index: number): void
}

/** A batch in a list. */
export interface BatchSummary {
  readonly id: string
  readonly startedAt: string
  /**
   * `damaged`: the file cannot be read; it can only be discarded. `newer`: a later version of this program wrote it, and
   * can go on with it.
   */
  readonly state: 'running' | 'incomplete' | 'done' | 'damaged' | 'newer'
  readonly total: number
  readonly done: number
  /** Signatures that are paid for and wait for their output. */
  readonly signed: number
  readonly madeAndLost: number
  /** Null where the file cannot be read. */
  readonly card: { readonly kind: string; readonly iccsn: string } | null
}

/** Port: the journals of all batches. */
export interface BatchJournals {
  /** Starts a journal; durable when it resolves. @throws HealthCardError `HC_JOURNAL_UNUSABLE` */
  create(head: JournalHead): Promise<OpenJournal>
  /**
   * Takes up an old one.
   *
   * @throws HealthCardError `HC_BATCH_UNKNOWN`, `HC_BATCH_RUNNING`, `HC_JOURNAL_UNUSABLE`
   */
  open(id: string): Promise<OpenJournal>
  /** Oldest first. Journals that are done longer than the retention time are removed first. */
  list(): Promise<readonly BatchSummary[]>
  /** Process that holds the batch; `unknown` where it does not say which it is (halted by Ctrl-Z); undefined where none does. */
  holder(id: string): Promise<number | 'unknown' | undefined>
  /** Removes a journal with everything in it. @throws HealthCardError `HC_BATCH_UNKNOWN`, `HC_BATCH_RUNNING` */
  discard(id: string): Promise<void>
}
