import { batchWords } from './batch-words.js'
import { conformanceWords } from './conformance-words.js'
import type { Words } from '../texts.js'

/** German words of tables, summaries and prompts. */
export const words: Words = {
  yes: 'ja',
  no: 'nein',
  unknown: 'unbekannt',
  none: 'keine',
  error: 'Fehler',
  test: 'TESTKARTE',
  testHint: 'TESTKARTE: Signaturen dieser Karte bedeuten außerhalb von Tests nichts.',

  columns: {
    reader: 'Leser',
    card: 'Karte',
    kind: 'Art',
    generation: 'Generation',
    cardNumber: 'Kartennummer',
    holder: 'Inhaber',
    profession: 'Beruf',
    telematikId: 'Telematik-ID',
    label: 'Bezeichnung',
    manufacturer: 'Hersteller',
    model: 'Modell',
    firmware: 'Firmware',
    mechanisms: 'Signiert mit',
    professionOid: 'OID des Berufs',
    objectSystem: 'Objektsystem',
    product: 'Produkt',
    atr: 'ATR',
    pinPad: 'PIN-Pad',
    backend: 'Modul',
    signatureLimit: 'Signaturen je PIN-Eingabe',
    pin: 'PIN',
    state: 'Zustand',
    triesLeft: 'Versuche übrig',
    file: 'Datei',
    size: 'Größe',
    key: 'Schlüssel',
    use: 'Zweck',
    subject: 'Inhaber',
    issuer: 'Aussteller',
    algorithm: 'Verfahren',
    serialNumber: 'Seriennummer',
    validFrom: 'Gültig ab',
    validUntil: 'Gültig bis',
    keyUsage: 'Schlüsselverwendung',
    extendedKeyUsage: 'Erweiterte Verwendung',
    policies: 'Richtlinien',
    qcStatements: 'QC-Aussagen',
    monetaryLimit: 'Betragsgrenze',
    restriction: 'Beschränkung',
    fingerprint: 'SHA-256',
    image: 'Abbild',
    signatures: 'Signaturen',
    pukUses: 'PUK-Eingaben übrig',
    documents: 'Dokumente',
    certificate: 'Zertifikat',
    revocation: 'Sperrung',
    pinEntries: 'PIN-Eingaben',
    signedAt: 'Signiert (nach der Uhr des Signierenden)',
    signer: 'Signiert von',
    document: 'Dokument',
    result: 'Ergebnis',
    letter: 'PIN-Brief',
    secrets: 'Geheimnisse',
    trust: 'Wurzel',
    batch: 'Stapel',
    started: 'Begonnen',
    waiting: 'Signiert, nicht geschrieben',
    lost: 'Erzeugt und verloren',
  },

  layers: { simulator: 'simuliert', pcsc: 'PC/SC', pkcs11: 'PKCS#11' },
  presence: { present: 'Karte steckt', absent: 'leer', mute: 'Karte antwortet nicht', unknown: 'abgezogen' },
  watch: {
    serviceLost: 'Der Dienst für Kartenleser ist beendet.',
    serviceBack: 'Der Dienst für Kartenleser ist wieder da.',
    readerAdded: 'Leser ist da',
    readerRemoved: 'Leser ist weg',
    cardInserted: 'Karte gesteckt',
    cardRemoved: 'Karte gezogen',
  },
  cardKinds: {
    hba: 'HBA (Heilberufsausweis)',
    smcb: 'SMC-B (Institutionskarte)',
    egk: 'eGK (Gesundheitskarte)',
    token: 'Token (PKCS#11)',
    unknown: 'unbekannt',
  },
  pinStates: {
    verified: 'aktiv, entsperrt',
    notVerified: 'aktiv',
    blocked: 'gesperrt',
    transportPin: 'Transport-PIN, nicht aktiviert',
    leerPin: 'noch ohne PIN, nicht aktiviert',
    disabled: 'nicht nötig (abgeschaltet)',
    notReadable: 'sagt die Karte nicht',
    missing: 'nicht auf der Karte',
  },
  changeInterrupted: 'letzte Änderung unterbrochen',
  triesReduced: 'unbekannt, weniger als am Anfang',
  certificateStates: {
    present: 'vorhanden',
    empty: 'leer',
    missing: 'fehlt',
    refused: 'von der Karte verweigert',
    malformed: 'unlesbar',
  },
  fileStates: { content: 'lesbar', empty: 'leer', missing: 'fehlt', refused: 'von der Karte verweigert' },
  keyUses: {
    qes: 'QES (Dokumente)',
    sig: 'SIG (Dokumente)',
    osig: 'OSIG (Dokumente, Institution)',
    aut: 'AUT (Anmeldung)',
    enc: 'ENC (Entschlüsselung)',
    other: 'anderer Zweck',
  },
  anyNumber: 'beliebig viele',
  expired: 'ABGELAUFEN',
  fromCertificate: 'nach den Zertifikaten auf der Karte, ungeprüft',

  prompts: {
    secret: (role, pin) => {
      switch (role) {
        case 'pin':
          return pin
        case 'transport':
          return `Transport-PIN für ${pin}`
        case 'new':
          return `Neue ${pin}`
        case 'puk':
          return `PUK für ${pin}`
      }
    },
    entry: (secret, min, max, triesLeft) =>
      `${secret}, ${digits(min, max)}, Versuche übrig: ${triesLeft ?? 'unbekannt (die Karte sagt es nicht)'}`,
    newEntry: (secret, min, max) => `${secret}, ${digits(min, max)}`,
    repeat: (secret) => `${secret}, noch einmal`,
    different: 'Die beiden Eingaben sind verschieden. Bitte wählen Sie neu.',
    wrongLength: (min, max) => `Nötig sind ${digits(min, max)}. Zur Karte ging nichts.`,
    tryAgain: (pin, triesLeft) => `${pin} war falsch. Versuche übrig: ${triesLeft ?? 'unbekannt'}. Noch ein Versuch?`,
    interrupted: (pin, transport) =>
      `Die letzte Änderung von ${pin} wurde unterbrochen. Auf der Karte gilt jetzt entweder die ${
        transport ? 'Transport-PIN aus dem Brief' : 'alte PIN'
      } oder die damals gewählte neue PIN. Ein falscher Wert kostet einen Versuch.`,
    oldOrNew: (transport) =>
      `Was wollen Sie versuchen?  1 = ${transport ? 'Transport-PIN' : 'alte PIN'}  2 = die damals gewählte neue PIN:`,
    atReader: (entries) =>
      ['Tippen Sie am Lesegerät und bestätigen Sie dort:', ...entries.map((entry) => `  ${entry}`)].join('\n'),
    chooseCard: 'Mehrere Karten passen. Welche?',
    number: 'Nummer:',
    yesNo: '[j/N]',
    yesKeys: ['j', 'y'],
  },

  activation: {
    start:
      'Sie brauchen den PIN-Brief des Herausgebers. Jede Transport-PIN darin gilt einmal und wird durch eine eigene PIN ersetzt.\nVerloren? Die PUK kann eine PIN.CH oder PIN.SMC setzen: ehba pin unblock --set-new. Bei PIN.QES hilft nur eine neue Karte.',
    step: (pin, outcome) =>
      outcome === 'activated' ? `${pin}: gesetzt, die Transport-PIN ist verbraucht.` : `${pin}: war schon aktiv.`,
    done: 'Die Karte ist aktiviert. Heben Sie den Brief auf: Darin stehen die PUKs.',
    release:
      'Als Nächstes: Schalten Sie die Karte beim Herausgeber frei (Freischaltung), wie sein Brief oder Portal es beschreibt.',
  },
  expiry: {
    ends: (files, date, days) => `Nur gültig bis ${date} (noch ${days === 1 ? '1 Tag' : `${days} Tage`}): ${files}`,
    next: {
      180: 'Denken Sie an eine Folgekarte: Der Herausgeber macht sie auf Bestellung.',
      90: 'Bestellen Sie beim Herausgeber jetzt eine Folgekarte.',
      30: 'Bestellen Sie sofort eine Folgekarte: Herstellung und Freischaltung dauern Wochen.',
      7: 'Nach diesem Tag signiert die Karte nichts mehr. Bestellen Sie sofort eine Folgekarte, und signieren Sie vorher, was ansteht.',
    },
  },
  pins: {
    verified: (pin) => `${pin} stimmt. Die Karte wurde zurückgesetzt: Nichts bleibt entsperrt.`,
    changed: (pin) => `${pin} wurde geändert.`,
    unblocked: (pin) => `${pin} ist entsperrt; ihr Wert ist derselbe wie vorher.`,
    unblockedWithNewPin: (pin) => `${pin} ist entsperrt und hat ihren neuen Wert.`,
    transportPinStillNeeded: (pin) =>
      `${pin} hat wieder alle Versuche. Es gilt noch die Transport-PIN; aktivieren Sie sie: ehba card activate`,
    unblockOnly: 'Die PUK dieser PIN hebt nur die Sperre auf; die PIN behält ihren Wert.',
  },
  exported: (name, file) => `${name} nach ${file} geschrieben.`,

  ...batchWords,
  conformance: conformanceWords,
  simulator: {
    ready: (readers: string): string => `Die Leser sind bereit: ${readers}`,
    socket: (path: string): string => `Für andere Programme: export PCSCLITE_CSOCK_NAME=${path}`,
    changed: 'Erledigt.',
    created: (kind, state) => `Neue simulierte Karte: ${kind}, ${state}`,
    states: { transport: 'mit Transport-PINs', active: 'mit gesetzten PINs' },
    next: (image) => `Benutzen mit: --reader sim:${image}`,
    noLegalEffect: 'Diese Karte und ihre Zertifikate sind zum Testen. Ihre Signaturen haben keine Rechtswirkung.',
  },
}

function digits(min: number, max: number): string {
  return min === max ? `${min} Ziffern` : `${min} bis ${max} Ziffern`
}
