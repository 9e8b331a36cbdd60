import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { createCard, Desk, type Call, type SimulatedCard } from '../support/cli.js'
import { opensslVerdicts } from '../support/openssl.js'

const samples = new URL('../../fixtures/documents/', import.meta.url)

/** So many real documents, signed in one batch at a desk of their own. */
export class SignedDocuments implements Disposable {
  readonly desk: Desk
  readonly card: SimulatedCard
  readonly names: readonly string[]
  /** Folder of the documents. */
  readonly documents: string
  /** Folder of their signatures. */
  readonly signatures: string
  /** The call that signed them. */
  readonly signed: Call

  private constructor(desk: Desk, card: SimulatedCard, names: readonly string[], signed: Call) {
    this.desk = desk
    this.card = card
    this.names = names
    this.documents = desk.path('documents')
    this.signatures = desk.path('signed')
    this.signed = signed
  }

  /** Each sample as often as it takes. */
  static async sign(count: number): Promise<SignedDocuments> {
    const desk = new Desk()
    const names = readdirSync(samples)
      .sort()
      .flatMap((sample, _, all) => Array.from({ length: Math.ceil(count / all.length) }, (__, i) => `${i}-${sample}`))
      .slice(0, count)
    mkdirSync(desk.path('documents'))
    for (const name of names) copyFileSync(new URL(name.replace(/^\d+-/, ''), samples), desk.path('documents', name))
    const card = await createCard(desk, 'card', 'hba', '--state', 'active')
    const files = names.map((name) => `documents/${name}`)
    const signed = await desk.ehba(['sign', ...files, '--out', desk.path('signed'), '--json', ...card.reader], {
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    return new SignedDocuments(desk, card, names, signed)
  }

  /** Names of the documents whose signature openssl accepts, from these folders. */
  async acceptedByOpenssl(documents: string, signatures: string): Promise<string[]> {
    const verdicts = await opensslVerdicts(
      this.names.map((name) => [
        ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', this.card.trust],
        ...['-content', `${documents}/${name}`, '-in', `${signatures}/${name}.p7s`],
      ]),
    )
    return this.names.filter((_, i) => verdicts[i])
  }

  /** `verify` for the signatures of one folder over the documents of another. */
  verify(documents: string, signatures: string): Promise<Call> {
    const files = this.names.map((name) => `${signatures}/${name}.p7s`)
    return this.desk.ehba(['verify', ...files, '--content', documents, '--trust', this.card.trust, '--json'])
  }

  [Symbol.dispose](): void {
    this.desk[Symbol.dispose]()
  }
}
