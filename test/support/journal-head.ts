import type { JournalHead } from '../../src/operations/batch-journal.js'

/** A head of a batch of that many documents; its certificate is none, which a journal does not mind. */
export function journalHead(documents: number, changes: Partial<JournalHead> = {}): JournalHead {
  return {
    id: '20261121-213009-5fc3a1',
    startedAt: '2026-11-21T21:30:09.000Z',
    card: { kind: 'hba', iccsn: '80276883110000220885' },
    key: 'PrK.HP.QES.E256',
    mechanism: 'ecdsa-sha256',
    attached: false,
    force: false,
    certificate: Uint8Array.of(0x30, 0x00),
    chain: [Uint8Array.of(0x30, 0x01, 0x00)],
    documents: Array.from({ length: documents }, (_, i) => ({
      input: `/letters/Müller "${i}"\n.txt`,
      output: `/out/${i}.p7s`,
      sizeBytes: i,
      sha256: i.toString(16).padStart(64, '0'),
    })),
    ...changes,
  }
}
