import { formatFor } from '../../format.js'
import { chosenText, clause, factOf, said, type ErrorTexts } from '../error-text.js'
import { inFile } from './error-clauses.js'
import { usageProblems, severalPins, inputProblems, outputProblems, journalReasons } from './problems.js'
import { cardErrors } from './card-errors.js'

const format = formatFor('de-DE')

/** German texts of all errors. */
export const errors: ErrorTexts = {
  ...cardErrors,
  HC_USAGE_INVALID: {
    happened: (data) => chosenText(data, 'problem', usageProblems(data)) ?? severalPins(data),
    next: (data) =>
      data['problem'] === 'qesFromStream'
        ? 'Geben Sie sie im Terminal ein. Eine Administratorin kann es in der Konfiguration mit allowSecretsStreamForQes erlauben.'
        : clause(data, 'known', (known) => `Möglich: ${known}.`) ||
          `Siehe: ${factOf(data, 'command') ?? 'ehba'} --help`,
  },
  HC_USAGE_SECRET_ARGUMENT: {
    happened:
      'PIN und PUK gehören nicht in die Befehlszeile: Andere Programme und der Verlauf der Shell können sie lesen.',
    next: 'Geben Sie sie ein, wenn danach gefragt wird. Für Skripte: --secrets-file DATEI oder --secrets-fd N. War es eine echte PIN, ändern Sie sie.',
  },
  HC_CONFIG_INVALID: {
    happened: (data) =>
      `Die Konfiguration${inFile(data)} ist nicht brauchbar${clause(data, 'key', (key) => `: ${key} ist unbekannt oder hat einen unmöglichen Wert`)}.`,
    next: 'Berichtigen Sie sie; docs/configuration.md nennt alle Einstellungen.',
  },
  HC_SECRETS_MALFORMED: {
    happened: (data) =>
      factOf(data, 'line') === undefined
        ? 'Der Strom der Geheimnisse ist zu lang, um einer zu sein.'
        : `Zeile ${said(data, 'line')} im Strom der Geheimnisse hat nicht die Form NAME=ZIFFERN.`,
    next: 'Schreiben Sie zum Beispiel PIN.QES=ZIFFERN oder PIN.QES.puk=ZIFFERN, ohne Leerzeichen. Zur Karte ging nichts.',
  },
  HC_SECRETS_READABLE: {
    happened: (data) => `Andere Benutzer dürfen ${factOf(data, 'file') ?? 'die Datei mit den Geheimnissen'} lesen.`,
    next: (data) =>
      `Führen Sie aus: chmod 600 ${factOf(data, 'file') ?? 'DATEI'} – und ändern Sie die PINs, wenn jemand sie gelesen haben kann.`,
  },
  HC_CERT_EXPIRED: {
    happened: (data) =>
      `Das Zertifikat ist abgelaufen${clause(data, 'notAfter', (end) => `, am ${format.date(end)}`)}${inFile(data)}.`,
    next: (data) =>
      data['test'] === true
        ? 'Das ist eine Testkarte: Mit --allow-expired wird trotzdem signiert.'
        : 'Bestellen Sie beim Herausgeber eine neue Karte.',
  },
  HC_CERT_NOT_YET_VALID: {
    happened: (data) =>
      `Das Zertifikat gilt noch nicht${clause(data, 'notBefore', (start) => `, erst ab ${format.date(start)}`)}${inFile(data)}.`,
    next: 'Prüfen Sie die Uhr dieses Computers oder warten Sie bis dahin.',
  },
  HC_CERT_MISSING: {
    happened: (data) => `Kein Zertifikat in ${factOf(data, 'object') ?? 'dieser Datei der Karte'}.`,
    next: 'ehba cert list zeigt die Zertifikate der Karte.',
  },
  HC_CERT_MALFORMED: {
    happened: 'Ein Zertifikat lässt sich nicht lesen: Es hält sein Format nicht ein.',
    next: 'Fragen Sie seinen Herausgeber. ehba cert list zeigt, welche Zertifikate der Karte lesbar sind.',
  },
  HC_CERT_KEY_MISMATCH: {
    happened: (data) =>
      `Das Zertifikat gehört nicht zu seinem Schlüssel${clause(data, 'object', (object) => ` (${object})`)}.`,
    next: 'Es wurde nichts signiert. Fragen Sie den Herausgeber der Karte.',
  },
  HC_CERT_USAGE_WRONG: {
    happened: (data) => `Das Zertifikat ist nicht für Signaturen unter Dokumenten${inFile(data)}.`,
    next: 'Nur QES-, SIG- und OSIG-Zertifikate signieren Dokumente. Nehmen Sie eine solche Signatur nicht an.',
  },
  HC_CERT_UNTRUSTED: {
    happened: (data) => `Das Zertifikat führt zu keiner Wurzel, der Sie vertrauen${inFile(data)}.`,
    next: 'Nennen Sie die Wurzel mit --trust DATEI und Zertifikate dazwischen mit --chain DATEI. Beziehen Sie Wurzeln nur von dem, der sie herausgibt.',
  },
  HC_CERT_ALGORITHM_ENDED: {
    happened: 'RSA-Schlüssel mit 2048 Bit dürfen für die QES nicht mehr verwendet werden; das endete am 30. Juni 2026.',
    next: 'Signieren Sie mit dem Schlüssel auf elliptischen Kurven (der Vorgabe, wo die Karte ihn hat), oder bestellen Sie eine neue Karte.',
  },
  HC_SIGNATURE_INVALID: {
    happened: (data) => `Eine Signatur ist nicht gültig${inFile(data)}.`,
    next: 'Dokument und Signatur gehören nicht zusammen, oder eines von beiden wurde verändert. Verlassen Sie sich nicht darauf; fragen Sie den Absender.',
  },
  HC_SIGNATURE_MALFORMED: {
    happened: (data) => `Eine Signaturdatei hält ihr Format nicht ein${inFile(data)}.`,
    next: 'Prüfen Sie, ob es eine .p7s- oder .p7m-Datei ist und ob sie vollständig angekommen ist.',
  },

  HC_INPUT_UNUSABLE: {
    happened: (data) =>
      `${factOf(data, 'file') ?? 'Eine Eingabe'} ist nicht brauchbar: ${chosenText(data, 'problem', inputProblems) ?? 'Etwas fehlt, oder der Inhalt ist nicht der erwartete'}.`,
    next: 'Berichtigen Sie den Pfad oder die Datei.',
  },
  HC_INPUT_CHANGED: {
    happened: (data) => `${factOf(data, 'file') ?? 'Ein Dokument'} wurde verändert, während es signiert wurde.`,
    next: 'Dafür wurde keine Signatur geschrieben. Signieren Sie es noch einmal, wenn niemand darin schreibt.',
  },
  HC_OUTPUT_EXISTS: {
    happened: (data) => `${factOf(data, 'file') ?? 'Die Ausgabe'} gibt es schon; sie blieb unverändert.`,
    next: 'Wählen Sie mit --out einen anderen Ort oder ersetzen Sie sie mit --force.',
  },
  HC_OUTPUT_UNUSABLE: {
    happened: (data) =>
      `${factOf(data, 'file') ?? 'Die Ausgabe'} lässt sich nicht schreiben: ${chosenText(data, 'problem', outputProblems) ?? 'Das System verweigert es'}.`,
    next: 'Wählen Sie einen anderen Ort oder schaffen Sie Platz. Ein begonnener Stapel geht dann weiter mit: ehba batch resume',
  },
  HC_SIM_IMAGE_INVALID: {
    happened: (data) => `Das Kartenabbild ist nicht brauchbar${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'Prüfen Sie die Datei oder machen Sie eine neue Karte: ehba sim create',
  },
  HC_SIM_STATE_INVALID: {
    happened: (data) =>
      `Der Zustand der simulierten Karte ist nicht brauchbar${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'Ein Zustand gehört zu einem Abbild. Nennen Sie einen anderen mit --sim-state DATEI, oder löschen Sie ihn: Dann ist die Karte wie neu.',
  },
  HC_SIM_SCRIPT_INVALID: {
    happened: (data) =>
      `Zeile ${factOf(data, 'line') ?? '1'} des Skripts${inFile(data)} ist nicht zu verstehen${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'docs/faults.md zeigt die Wörter einer Fehlergeschichte und eines Menschen am PIN-Pad.',
  },
  HC_SIM_READERS_UNUSABLE: {
    happened: (data) => `Die simulierten Leser sind nicht benutzbar${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'Für --pcscd unter Debian: apt install pcscd gcc make pkg-config libpcsclite-dev, dann npm run build:ifd. ehba sim insert, remove und fault brauchen ein ehba sim run desselben Benutzers.',
  },

  HC_JOURNAL_UNUSABLE: {
    happened: (data) =>
      `Das Journal des Stapels ist nicht benutzbar${clause(data, 'reason', (reason) => `: ${chosenText(data, 'reason', journalReasons) ?? reason}`)}.`,
    next: () =>
      'Sorgen Sie dafür, dass der Zustandsordner beschreibbar ist und Platz hat, dann weiter: ehba batch resume. Ein beschädigtes Journal lässt sich nur verwerfen: ehba batch discard ID.',
  },
  HC_BATCH_UNKNOWN: {
    happened: (data) => `Einen solchen offenen Stapel gibt es nicht${clause(data, 'batch', (id) => `: ${id}`)}.`,
    next: () => 'Was es gibt, zeigt: ehba batch list --all',
  },
  HC_BATCH_AMBIGUOUS: {
    happened: (data) => `Mehrere Stapel sind offen${clause(data, 'known', (ids) => `: ${ids}`)}.`,
    next: () => 'Sagen Sie, welchen Sie meinen: ehba batch resume ID',
  },
  HC_BATCH_RUNNING: {
    happened: (data) =>
      `Der Stapel ${clause(data, 'batch', (id) => id)} läuft${clause(data, 'pid', (pid) => ` im Prozess ${pid}`)}.`,
    next: () => 'Warten Sie, oder beenden Sie ihn: ehba batch stop ID',
  },
  HC_BATCH_INCOMPLETE: {
    happened: (data) =>
      `${factOf(data, 'signed') ?? 'Einige'} von ${factOf(data, 'total') ?? 'den'} Dokumenten sind signiert, die übrigen nicht${clause(data, 'reason', (reason) => ` (${reason})`)}.`,
    next: 'Was signiert ist, bleibt signiert. Die übrigen: ehba batch resume. Ist noch keines signiert, beginnen Sie von vorn.',
  },
  HC_STOPPED: {
    happened: 'Auf Ihr Wort angehalten, nach dem Dokument, das gerade an der Reihe war.',
    next: 'Was signiert ist, bleibt signiert. Die übrigen: ehba batch resume. Ist noch keines signiert, beginnen Sie von vorn.',
  },

  HC_INTERNAL: {
    happened: (data) => `Das ist ein Fehler des Programms${clause(data, 'fault', (fault) => ` (${fault})`)}.`,
    next: 'Wiederholen Sie den Befehl mit EHBA_DEBUG=1, um zu sehen, wo, und melden Sie es. ehba card show zeigt, wie es der Karte geht.',
  },
}
