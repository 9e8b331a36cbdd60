import { chosenText, clause, factOf, said, type ErrorTexts } from '../error-text.js'
import { pinOf, triesLeft, usesLeft, lengthOf, answerOf, inFile, unblocking } from './error-clauses.js'

/** German texts of errors about readers, cards and their PINs. */
export const cardErrors = {
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
        pkcs11Missing:
          'Die Module pkcs11js und koffi, die PKCS#11 tragen, sind nicht installiert oder lassen sich nicht laden.',
        moduleUnknown: `Ein PKCS#11-Modul${clause(data, 'module', (module) => ` ${module}`)} ist nicht bekannt.`,
        moduleUnusable: `Das PKCS#11-Modul${clause(data, 'reader', (reader) => ` ${reader}`)} ist nicht zu verwenden${clause(data, 'why', (why) => `: ${why}`)}.`,
        moduleFailed: `Das PKCS#11-Modul${clause(data, 'reader', (reader) => ` ${reader}`)} hat versagt${clause(data, 'why', (why) => ` (${why})`)}.`,
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
        pkcs11Missing:
          'Im Ordner dieses Programms: npm install pkcs11js koffi – das braucht einen Compiler: unter Debian und Ubuntu apt install g++ make python3.',
        moduleUnknown: `${clause(data, 'known', (known) => `Bekannt: ${known}. `)}Nennen Sie den Pfad seiner Datei oder einen Namen in der Konfiguration: pkcs11Modules.`,
        moduleUnusable:
          'Vergleichen Sie den Pfad, und fragen Sie den Hersteller der Karte nach einem Modul für diesen Rechner.',
        moduleFailed:
          'Dieses Programm läuft ohne es weiter. Wiederholen Sie den Befehl; ein begonnener Stapel geht weiter mit: ehba batch resume. Bleibt es dabei, kann nur der Hersteller des Moduls helfen.',
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
  HC_CARD_KEY_AMBIGUOUS: {
    happened: (data) => `Mehrere Schlüssel passen${clause(data, 'known', (known) => `: ${known}`)}.`,
    next: 'Nennen Sie den gemeinten: --key NAME. ehba cert list zeigt, wessen Zertifikat jeder hat.',
  },
  HC_CARD_KEY_MISSING: {
    happened: (data) => `${factOf(data, 'object') ?? 'Ein solcher Schlüssel'} ist auf der Karte nicht vorhanden.`,
    next: (data) =>
      clause(data, 'known', (known) => `Vorhanden: ${known}.`) || 'ehba cert list zeigt die Schlüssel der Karte.',
  },
  HC_CARD_OPERATION_REFUSED: {
    happened: (data) =>
      `Das wird verweigert${clause(data, 'object', (object) => `, mit ${object}`)}${answerOf(data)}.${clause(data, 'lacks', (lacks) => ` Dem Token fehlt ${lacks}.`)}`,
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
    next: (data) => unblocking(factOf(data, 'pin') ?? 'PIN'),
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
} satisfies Partial<ErrorTexts>
