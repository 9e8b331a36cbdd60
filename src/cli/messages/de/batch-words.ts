import type { Words } from '../texts.js'

/** German words of batches and of verification. */
export const batchWords: Pick<Words, 'signing' | 'batches' | 'verifying'> = {
  signing: {
    title: 'Zu signieren',
    with: (key, use, certificate) => `signiert mit dem ${use}-Schlüssel ${key}, Zertifikat ${certificate}`,
    revocationNotChecked: 'nicht geprüft',
    certificateExpired: (date) => `ABGELAUFEN am ${date}; signiert wird trotzdem, weil Sie es erlaubt haben`,
    documents: (count, size) => `${count} (${size})`,
    more: (count) => `… und ${count} weitere`,
    entries: (entries, perEntry) =>
      `${entries}: Die Karte erlaubt ${perEntry} Signaturen je Eingabe, Sie werden also ${entries}-mal gefragt`,
    oneEntry: '1',
    moreEntries: (entries, perEntry) =>
      perEntry === '1'
        ? `Dieser Schlüssel verlangt die PIN für jedes einzelne Dokument: insgesamt ${entries} Eingaben.`
        : `Dieser Schlüssel verlangt die PIN nach je ${perEntry} Dokumenten: insgesamt ${entries} Eingaben.`,
    left: (left, total) => `Noch zu signieren: ${left} von ${total} Dokumenten`,
    entry: (number, of, documents) =>
      `PIN-Eingabe ${number} von ${of}, für ${documents === '1' ? 'ein Dokument' : `${documents} Dokumente`}`,
    progress: '{bar} {value} von {total} Dokumenten, {left}',
    secondsLeft: (seconds) => `noch ${seconds} s`,
    signed: (count, total) => `${count} von ${total} Dokumenten`,
    planned: 'Es wurde nichts signiert (--dry-run).',
    stopping:
      'Es endet nach dem Dokument in Arbeit. Noch einmal Strg-C beendet sofort; auch dabei geht nichts verloren.',
    lost: (count) => `${count} (die Karte kann sie erzeugt haben; ihre Antworten gingen verloren)`,
    states: { pending: 'nicht signiert', signed: 'signiert', failed: 'fehlgeschlagen' },
  },
  batches: {
    none: 'Kein Stapel ist offen.',
    states: {
      running: 'läuft',
      incomplete: 'nicht fertig',
      done: 'fertig',
      damaged: 'Journal beschädigt',
      newer: 'einer neueren Version',
    },
    stopping: (id) => `Stapel ${id} endet nach dem Dokument in Arbeit. Später weiter: ehba batch resume ${id}`,
    notRunning: (id) => `Stapel ${id} läuft nicht. Weiter damit: ehba batch resume ${id}`,
    discarded: (id) => `Stapel ${id} ist vergessen.`,
    discardedSignatures: (count) =>
      `Mit ihm weggeworfene Signaturen, die die Karte erzeugt hatte und die nie geschrieben wurden: ${count}`,
  },
  verifying: {
    valid: 'gültig',
    invalid: 'NICHT GÜLTIG',
    revocationUnknown: 'Die Sperrung wurde nicht geprüft: Ob ein Zertifikat gesperrt ist, ist unbekannt.',
    asOf: (time) => `Geprüft, als wäre es der ${time} (--sim-clock).`,
    reasons: {
      signedAttributesMissing: 'die signierten Attribute fehlen',
      attributeMissing: 'ein signiertes Attribut fehlt',
      attributeRepeated: 'ein signiertes Attribut steht zweimal da',
      contentTypeMismatch: 'der Inhalt ist von anderer Art als signiert',
      contentMismatch: 'das Dokument ist nicht das signierte',
      contentMissing: 'das signierte Dokument liegt nicht vor (--content)',
      signerCertificateMissing: 'das Zertifikat des Signierenden fehlt',
      signingCertificateMismatch: 'das Zertifikat ist nicht das, für das signiert wurde',
      algorithmUnsupported: 'das Signaturverfahren wird nicht angenommen',
      signatureWrong: 'die Signatur ist falsch',
      chainUntrusted: 'das Zertifikat führt zu keiner Wurzel, der Sie vertrauen',
      certificateNotYetValid: 'das Zertifikat gilt noch nicht',
      certificateExpired: 'das Zertifikat ist abgelaufen',
      purposeRefused: 'das Zertifikat ist nicht für Signaturen unter Dokumenten',
    },
  },
}
