import type { ErrorData } from '../../../errors/health-card-error.js'
import { formatFor } from '../../format.js'
import { cardOf, openPaths, pinOf } from '../check-facts.js'
import type { CheckTexts } from '../check-text.js'
import { chosenText, clause, factOf, said } from '../error-text.js'
import { words } from './words.js'

const format = formatFor('de-DE')

/** German texts of `ehba doctor`. */
export const checks: CheckTexts = {
  titles: {
    configuration: 'Konfiguration',
    node: 'Node.js',
    pcsc: 'PC/SC-Modul',
    pkcs11: 'PKCS#11-Modul',
    clock: 'Uhr',
    stateFolder: 'Zustandsordner',
    batches: 'Stapel',
    readers: 'Leser',
    card: 'Karte',
    pin: 'PIN',
    certificate: 'Zertifikat',
    hba: 'HBA',
  },
  verdicts: { ok: 'gut', warning: 'Warnung', failed: 'FEHLER', skipped: 'entfällt' },
  skipped: (because) => `Nicht geprüft, wegen: ${because}.`,
  summary: (failed, warnings) => {
    if (failed === 0 && warnings === 0) return 'Es ist alles in Ordnung.'
    return `${failed} Fehler, ${warnings === 1 ? '1 Warnung' : `${warnings} Warnungen`}.`
  },

  findings: {
    configurationUsable: { found: 'Die Konfiguration ist brauchbar.' },

    nodeSupported: { found: (data) => `Node.js ${said(data, 'version')}` },
    nodeTooOld: {
      found: (data) => `Node.js ${said(data, 'version')} ist zu alt für dieses Programm.`,
      next: (data) =>
        `Installieren Sie Node.js ${said(data, 'needed')} oder neuer: https://nodejs.org/en/download, danach: npm ci`,
    },

    pcscModulePresent: { found: (data) => `${said(data, 'module')} ist installiert.` },
    pcscModuleMissing: {
      found: (data) =>
        `Das wahlfreie Modul ${said(data, 'module')} fehlt oder lässt sich nicht laden: Ohne es ist kein Kartenleser (PC/SC) benutzbar.`,
      next: 'Rufen Sie im Ordner dieses Programms auf: npm install pcsc-mini. Für simulierte Karten (--reader sim:DATEI) ist nichts zu tun.',
    },
    pkcs11ModulePresent: { found: (data) => `${said(data, 'module')} ist installiert.` },
    pkcs11ModuleMissing: {
      found: (data) =>
        `Das wahlfreie Modul ${said(data, 'module')} fehlt oder lässt sich nicht laden: Ohne es ist keine Karte über eine PKCS#11-Bibliothek benutzbar.`,
      next: 'Wer PKCS#11 nicht braucht, muss nichts tun. Sonst hilft im Ordner dieses Programms: npm install pkcs11js koffi – pkcs11js braucht einen Compiler: unter Debian und Ubuntu apt install g++ make python3.',
    },

    clockPlausible: { found: (data) => `Es ist der ${timeOf(data, 'now')}.` },
    clockBeforeProgram: {
      found: (data) =>
        `Die Uhr dieses Computers geht falsch: Sie zeigt ${timeOf(data, 'now')}; da gab es dieses Programm noch nicht (${timeOf(data, 'builtAt')}).`,
      next: 'Stellen Sie die Uhr, am besten nach einem Zeitserver (timedatectl set-ntp true). Der Signaturzeitpunkt in einer Signatur kommt von ihr.',
    },

    stateFolderReady: { found: (data) => `${said(data, 'folder')}, für andere geschlossen.` },
    stateFolderNotYetMade: {
      found: (data) => `${said(data, 'folder')} wird angelegt, sobald er gebraucht wird.`,
    },
    stateFolderOpenToOthers: {
      found: (data) =>
        `Andere Benutzer dürfen in den Zustandsordner ${said(data, 'folder')} sehen (für Gruppe oder andere offen: ${openPaths(data)}). Darin können Dateinamen und Kartennummern stehen.`,
      next: (data) => `Führen Sie aus: chmod -R go= ${said(data, 'folder')}`,
    },
    stateFolderNotFolder: {
      found: (data) => `${said(data, 'at')} ist kein Ordner; für den Zustandsordner ist dort kein Platz.`,
      next: (data) =>
        `Räumen Sie ${factOf(data, 'at') ?? 'das'} weg, oder nennen Sie in der Variablen XDG_STATE_HOME einen anderen Ort (jetzt: ${said(data, 'folder')}).`,
    },
    stateFolderNotReadable: {
      found: (data) => `Sie dürfen ${said(data, 'at')} nicht lesen, einen Teil des Zustandsordners.`,
      next: (data) =>
        `Machen Sie ihn zu Ihrem: sudo chown -R "$USER" ${said(data, 'folder')} && chmod -R u=rwX,go= ${said(data, 'folder')}`,
    },
    stateFolderNotWritable: {
      found: (data) =>
        `Sie dürfen nicht in ${said(data, 'at')} schreiben; das Programm kann sich übrige Versuche und Stapel nicht merken.`,
      next: (data) =>
        `Machen Sie ihn zu Ihrem (chown, chmod u+rwx), oder nennen Sie in der Variablen XDG_STATE_HOME einen anderen Ort (jetzt: ${said(data, 'folder')}).`,
    },

    batchesFinished: { found: 'Kein Stapel blieb unfertig.' },
    batchLeftOver: {
      found: (data) =>
        `Der Stapel ${said(data, 'batch')} wurde nicht fertig: ${factOf(data, 'done') ?? '0'} von ${factOf(data, 'total') ?? '?'} Dokumenten sind erledigt.`,
      next: (data) =>
        `Setzen Sie ihn fort: ehba batch resume ${said(data, 'batch')} – oder verwerfen Sie ihn: ehba batch discard ${said(data, 'batch')}`,
    },
    batchDamaged: {
      found: (data) => `Das Journal des Stapels ${said(data, 'batch')} ist nicht lesbar.`,
      next: (data) =>
        `Sehen Sie nach, welche seiner Dokumente eine Signatur haben, signieren Sie die übrigen in einem neuen Stapel, und danach: ehba batch discard ${said(data, 'batch')}`,
    },
    batchOfNewerVersion: {
      found: (data) =>
        `Eine neuere Version von ehba hat den Stapel ${said(data, 'batch')} begonnen; diese hier kann sein Journal nicht lesen.`,
      next: (data) => `Setzen Sie ihn mit jener Version fort: ehba batch resume ${said(data, 'batch')}`,
    },

    readersFound: {
      found: (data) => `${said(data, 'readers')}${clause(data, 'pinPads', (pads) => `; mit Tasten für PINs: ${pads}`)}`,
    },

    cardRecognised: { found: (data) => `${cardOf(data)} in ${said(data, 'reader')}` },
    cardWithoutSigning: {
      found: (data) => `${cardOf(data)} in ${said(data, 'reader')}: die Karte eines Versicherten.`,
      next: 'Dokumente werden mit einem HBA oder einer SMC-B signiert. Stecken Sie so eine Karte.',
    },

    pinActive: { found: (data) => `${pinOf(data)} ist aktiv${triesOf(data)}.` },
    pinNotNeeded: { found: (data) => `${pinOf(data)} ist abgeschaltet und nicht nötig.` },
    pinNotTold: { found: (data) => `Die Karte sagt nicht, in welchem Zustand ${pinOf(data)} ist.` },
    pinOneTryLeft: {
      found: (data) => `${pinOf(data)} hat nur noch einen Versuch. Die nächste falsche Eingabe sperrt sie.`,
      next: (data) =>
        `Sehen Sie nach, bevor Sie die PIN eingeben. Sind Sie sicher: ehba pin verify ${said(data, 'pin')} --allow-last-try. Die PUK gibt alle Versuche zurück: ehba pin unblock ${said(data, 'pin')}`,
    },
    pinChangeInterrupted: {
      found: (data) =>
        `Die letzte Änderung von ${pinOf(data)} wurde unterbrochen: Auf der Karte gilt der alte Wert oder der damals gewählte neue${triesOf(data)}.`,
      next: (data) =>
        `Finden Sie es heraus: ehba pin verify ${said(data, 'pin')} – oder wiederholen Sie die Änderung: ehba pin change ${said(data, 'pin')}. Ein falscher Wert kostet einen Versuch.`,
    },

    certificateValid: {
      found: (data) => `${said(data, 'file')} gilt bis ${dateOf(data, 'notAfter')} (${daysOf(data)}).`,
    },
    certificateExpires: {
      found: (data) => `${said(data, 'file')} läuft am ${dateOf(data, 'notAfter')} ab (${daysOf(data)}).`,
      next: (data) => chosenText(data, 'within', words.expiry.next) ?? '',
    },
    certificateRefused: {
      found: (data) => `Die Karte lässt ${factOf(data, 'file') ?? 'ein Zertifikat'} nicht lesen.`,
      next: 'ehba cert list zeigt, welche Zertifikate lesbar sind. Ist es das, mit dem Sie signieren, fragen Sie den Herausgeber der Karte.',
    },

    hbaFound: { found: 'Ein HBA ist da.' },
    hbaMissing: {
      found: 'Es wurde kein HBA gefunden.',
      next: 'Steckt Ihr HBA in einem Kartenterminal eines Konnektors, ist er von hier nicht erreichbar: Stecken Sie ihn in einen Leser an diesem Computer, oder signieren Sie mit dem Konnektor. Wer nur mit einer SMC-B arbeitet, muss nichts tun.',
    },
  },
}

function triesOf(data: ErrorData): string {
  return clause(data, 'triesLeft', (tries) => (tries === '1' ? ', noch ein Versuch' : `, noch ${tries} Versuche`))
}

function daysOf(data: ErrorData): string {
  const days = factOf(data, 'daysLeft')
  return days === '1' ? 'noch 1 Tag' : `noch ${days ?? '?'} Tage`
}

function dateOf(data: ErrorData, key: string): string {
  return clause(data, key, format.date)
}

function timeOf(data: ErrorData, key: string): string {
  return clause(data, key, format.time)
}
