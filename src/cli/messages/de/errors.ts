import { formatFor } from '../../format.js'
import { chosenText, clause, factOf, said, type ErrorTexts } from '../error-text.js'
import { pinOf, triesLeft, usesLeft, lengthOf, answerOf, inFile } from './error-clauses.js'
import { usageProblems, severalPins, inputProblems, outputProblems, journalReasons } from './problems.js'

const format = formatFor('de-DE')

/** German texts of all errors. */
export const errors: ErrorTexts = {
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
  HC_PIN_FORMAT: {
    happened: (data) => `Der Wert für ${pinOf(data)} hat die falsche Länge oder ein Zeichen, das keine Ziffer ist.`,
    next: (data) => `${lengthOf(data)} Es wurde kein Versuch verbraucht.`,
  },

  HC_READER_NONE: {
    happened: (data) =>
      chosenText(data, 'problem', {
        serviceMissing: 'Der Dienst für Kartenleser (PC/SC) läuft nicht oder ist nicht erreichbar.',
        denied: 'Der Dienst für Kartenleser (PC/SC) lässt diesen Benutzer nicht zu.',
        moduleMissing: 'Es ist kein Modul für Kartenleser (PC/SC) installiert, oder es lässt sich nicht laden.',
        unplugged: `Der Kartenleser${clause(data, 'reader', (reader) => ` ${reader}`)} wurde abgezogen.`,
      }) ?? `Es gibt keinen Kartenleser${clause(data, 'reader', (reader) => ` ${reader}`)}.`,
    next: (data) =>
      chosenText(data, 'problem', {
        serviceMissing:
          'Starten Sie ihn: unter Debian und Ubuntu apt install pcscd, dann systemctl start pcscd.socket; unter Windows den Dienst „Smartcard“.',
        denied:
          'Wer am Bildschirm sitzt, darf; ein Dienst, oder wer über ssh kommt, braucht eine Regel von polkit: docs/readers.md hat eine. journalctl -u pcscd sagt dann „NOT authorized“.',
        moduleMissing:
          'Rufen Sie im Ordner dieses Programms auf: npm install pcsc-mini – oder wählen Sie eine simulierte Karte mit --reader sim:DATEI.',
      }) ??
      (clause(data, 'known', (known) => `Es gibt: ${known}.`) ||
        'Schließen Sie einen Leser an; ehba reader list zeigt, was da ist. Eine simulierte Karte wählt --reader sim:DATEI.'),
  },
  HC_READER_PAD_REFUSED: {
    happened: (data) =>
      `Der Leser${clause(data, 'reader', (reader) => ` ${reader}`)} nimmt diese Eingabe an seinen eigenen Tasten nicht an${answerOf(data)}.`,
    next: 'Tippen Sie stattdessen an diesem Computer: --no-pinpad. Ein Versuch wurde nicht verbraucht.',
  },
  HC_CARD_NONE: {
    happened: (data) =>
      `In keinem Leser steckt ${clause(data, 'card', (card) => `die Karte ${card}`) || 'eine Karte'}.`,
    next: 'Stecken Sie die Karte mit dem Chip voran. ehba card list zeigt, was in den Lesern steckt.',
  },
  HC_CARD_KIND_WRONG: {
    happened: (data) =>
      `Diese Karte${clause(data, 'kind', (kind) => ` (${kind})`)} ist von einer Art, die das nicht kann.`,
    next: (data) => `${clause(data, 'wanted', (wanted) => `Nötig: ${wanted}. `)}ehba card list zeigt die Karten.`,
  },
  HC_CARD_AMBIGUOUS: {
    happened: (data) => `Mehrere Karten passen${clause(data, 'iccsns', (iccsns) => `: ${iccsns}`)}.`,
    next: 'Nennen Sie die gemeinte: --card NUMMER',
  },
  HC_CARD_KEY_MISSING: {
    happened: (data) => `${factOf(data, 'object') ?? 'Ein solcher Schlüssel'} ist auf der Karte nicht vorhanden.`,
    next: (data) =>
      clause(data, 'known', (known) => `Vorhanden: ${known}.`) || 'ehba cert list zeigt die Schlüssel der Karte.',
  },
  HC_CARD_OPERATION_REFUSED: {
    happened: (data) => `Das wird verweigert${clause(data, 'object', (object) => `, mit ${object}`)}${answerOf(data)}.`,
    next: 'Dokumente werden mit qes, sig oder osig signiert, nie mit Schlüsseln für Anmeldung (AUT) und Entschlüsselung (ENC). ehba cert list zeigt die Schlüssel.',
  },
  HC_CARD_STATUS_UNKNOWN: {
    happened: (data) => `Die Karte antwortet, wie es ihre Spezifikation hier nicht vorsieht${answerOf(data)}.`,
    next: 'Ziehen Sie die Karte, stecken Sie sie wieder und wiederholen Sie den Befehl. Bleibt es dabei, melden Sie es mit einem --trace.',
  },
  HC_CARD_DATA_MALFORMED: {
    happened: (data) => `Daten auf der Karte sind beschädigt oder von unbekannter Form${inFile(data)}.`,
    next: 'Fragen Sie den Herausgeber der Karte und legen Sie die Ausgabe von ehba card show --json bei.',
  },
  HC_CARD_BUSY: {
    happened: (data) =>
      `Ein anderes Programm benutzt die Karte${clause(data, 'reader', (reader) => ` in ${reader}`)}.${clause(data, 'programs', (programs) => ` Programme, die gerade Kartenleser benutzen: ${programs}.`)}`,
    next: 'Beenden Sie es oder warten Sie auf die Karte: --wait SEKUNDEN',
  },
  HC_CARD_REMOVED: {
    happened: (data) =>
      data['changeInterrupted'] === true
        ? `Die Karte ging verloren, während ${pinOf(data)} geändert wurde. Auf ihr gilt entweder der alte oder der neue Wert.`
        : 'Die Karte wurde gezogen oder antwortet nicht mehr.',
    next: (data) =>
      data['changeInterrupted'] === true
        ? 'Stecken Sie die Karte und rufen Sie denselben Befehl noch einmal auf. Sie wählen, welcher der beiden Werte versucht wird; von selbst wird nichts gesendet.'
        : 'Stecken Sie die Karte wieder und wiederholen Sie den Befehl; ein begonnener Stapel geht weiter mit: ehba batch resume',
  },
  HC_CARD_SILENT: {
    happened: (data) =>
      `Die Karte${clause(data, 'reader', (reader) => ` in ${reader}`)} antwortet nicht. Sie ist abgenutzt, steckt verkehrt, oder ihr Leser hängt.`,
    next: 'Ziehen Sie die Karte, prüfen Sie Richtung und Kontakte und stecken Sie sie wieder; hilft das nicht, ziehen Sie den Leser ab und schließen Sie ihn wieder an.',
  },

  HC_PIN_WRONG: {
    happened: (data) => `${pinOf(data, 'Die PIN')} war falsch. ${triesLeft(data)}`,
    next: (data) =>
      data['changeInterrupted'] === true
        ? 'Eine frühere Änderung wurde unterbrochen: Der alte Wert ist entweder die Transport-PIN oder die damals gewählte neue PIN.'
        : 'Sehen Sie nach, bevor Sie es noch einmal versuchen. Ist kein Versuch mehr übrig, hilft nur die PUK.',
  },
  HC_PIN_ALREADY_REFUSED: {
    happened: (data) =>
      `Die Karte hat diesen Wert für ${pinOf(data)} schon einmal abgelehnt. Er wurde nicht noch einmal gesendet.`,
    next: 'Berichtigen Sie den Wert. Der Eintrag einer Datei mit Geheimnissen gilt als neu, sobald die Datei neu geschrieben ist.',
  },
  HC_PUK_WRONG: {
    happened: (data) => `Die PUK zu ${pinOf(data)} war falsch. ${usesLeft(data)}`,
    next: 'Vergleichen Sie sie mit dem Brief des Herausgebers. Jede Eingabe zählt, auch eine richtige.',
  },
  HC_PIN_BLOCKED: {
    happened: (data) => `${pinOf(data, 'Die PIN')} ist gesperrt.`,
    next: (data) => `Heben Sie die Sperre mit der PUK auf: ehba pin unblock ${factOf(data, 'pin') ?? 'PIN'}`,
  },
  HC_PUK_USED_UP: {
    happened: (data) => `Die PUK zu ${pinOf(data)} ist verbraucht.`,
    next: 'Diese PIN lässt sich nie mehr entsperren. Bitten Sie den Herausgeber um eine neue Karte.',
  },
  HC_PIN_TRANSPORT_STATE: {
    happened: (data) => `${pinOf(data, 'Die PIN')} ist noch nicht gesetzt: Auf der Karte gilt noch die Transport-PIN.`,
    next: 'Nehmen Sie den Brief des Herausgebers zur Hand und aktivieren Sie die Karte: ehba card activate. Ist die Transport-PIN verloren, kann die PUK eine PIN.CH oder PIN.SMC setzen (ehba pin unblock --set-new); bei PIN.QES hilft nur eine neue Karte.',
  },
  HC_PIN_CANCELLED: {
    happened: (data) =>
      data['timedOut'] === true
        ? 'Zwei Minuten lang wurde nichts eingegeben. Die Eingabe wurde beendet.'
        : 'Die Eingabe wurde abgebrochen.',
    next: 'Rufen Sie den Befehl noch einmal auf, wenn Sie so weit sind. Ein Versuch wurde dadurch nicht verbraucht.',
  },
  HC_PIN_MISSING: {
    happened: (data) =>
      factOf(data, 'needed') === undefined
        ? `Ein Wert für ${factOf(data, 'secret') ?? 'die PIN'} fehlt, und niemand ist da, der gefragt werden kann.`
        : `${factOf(data, 'secret') ?? 'Die PIN'} wird ${said(data, 'needed')}-mal gebraucht und steht ${factOf(data, 'available') ?? '0'}-mal im Strom der Geheimnisse.`,
    next: 'Rufen Sie den Befehl in einem Terminal auf oder geben Sie für jede Eingabe eine Zeile mit (--secrets-file, --secrets-fd).',
  },
  HC_PIN_LAST_TRY: {
    happened: (data) =>
      `Für ${pinOf(data)} ist ein einziger Versuch übrig. Ohne Ihr ausdrückliches Wort wird er nicht verbraucht.`,
    next: 'Sind Sie sich sicher, dann wiederholen Sie den Befehl mit --allow-last-try. Ein falscher Wert sperrt.',
  },
  HC_PIN_NOT_SETTABLE_BY_PUK: {
    happened: (data) => `Die PUK zu ${pinOf(data)} hebt nur die Sperre auf. Eine neue PIN kann sie nicht setzen.`,
    next: 'Entsperren Sie ohne --set-new (und ohne .new-Zeile). Ist diese PIN oder ihre Transport-PIN verloren, hilft nur eine neue Karte.',
  },
  HC_PIN_NOT_VERIFIED: {
    happened: (data) => `Die Karte verlangt erst ${pinOf(data, 'die PIN')}.`,
    next: () => 'Wiederholen Sie den Befehl und geben Sie die PIN ein, wenn danach gefragt wird.',
  },
  HC_PIN_UNKNOWN: {
    happened: (data) => `${pinOf(data, 'Die PIN')} gibt es auf der Karte nicht, oder die Karte zeigt sie nicht.`,
    next: (data) =>
      clause(data, 'known', (known) => `Vorhanden: ${known}.`) || 'ehba pin status zeigt die PINs der Karte.',
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
