import type { SecretRole } from '../../../operations/workplace.js'
import { batchWords } from './batch-words.js'
import { conformanceWords } from './conformance-words.js'

/** English words of tables, summaries and prompts. */
export const words = {
  yes: 'yes',
  no: 'no',
  unknown: 'unknown',
  none: 'none',
  error: 'Error',
  test: 'TEST CARD',
  testHint: 'TEST CARD: signatures of this card mean nothing outside of tests.',

  columns: {
    reader: 'Reader',
    card: 'Card',
    kind: 'Kind',
    generation: 'Generation',
    cardNumber: 'Card number',
    holder: 'Holder',
    profession: 'Profession',
    telematikId: 'Telematik-ID',
    label: 'Label',
    manufacturer: 'Manufacturer',
    model: 'Model',
    firmware: 'Firmware',
    mechanisms: 'Signs by',
    professionOid: 'Profession OID',
    objectSystem: 'Object system',
    product: 'Product',
    atr: 'ATR',
    pinPad: 'PIN pad',
    backend: 'Module',
    signatureLimit: 'Signatures per PIN entry',
    pin: 'PIN',
    state: 'State',
    triesLeft: 'Tries left',
    file: 'File',
    size: 'Size',
    key: 'Key',
    use: 'Use',
    subject: 'Subject',
    issuer: 'Issuer',
    algorithm: 'Algorithm',
    serialNumber: 'Serial number',
    validFrom: 'Valid from',
    validUntil: 'Valid until',
    keyUsage: 'Key usage',
    extendedKeyUsage: 'Extended key usage',
    policies: 'Policies',
    qcStatements: 'QC statements',
    monetaryLimit: 'Monetary limit',
    restriction: 'Restriction',
    fingerprint: 'SHA-256',
    image: 'Image',
    signatures: 'Signatures',
    pukUses: 'PUK uses left',
    documents: 'Documents',
    certificate: 'Certificate',
    revocation: 'Revocation',
    pinEntries: 'PIN entries',
    signedAt: 'Signed (by the signer’s clock)',
    signer: 'Signer',
    document: 'Document',
    result: 'Result',
    letter: 'PIN letter',
    secrets: 'Secrets',
    trust: 'Trust',
    batch: 'Batch',
    started: 'Started',
    waiting: 'Signed, not written',
    lost: 'Made and lost',
  },

  layers: { simulator: 'simulated', pcsc: 'PC/SC', pkcs11: 'PKCS#11' },
  presence: { present: 'card inside', absent: 'empty', mute: 'card does not answer', unknown: 'unplugged' },
  watch: {
    serviceLost: 'The service for card readers has ended.',
    serviceBack: 'The service for card readers is there again.',
    readerAdded: 'reader is there',
    readerRemoved: 'reader is gone',
    cardInserted: 'card put in',
    cardRemoved: 'card taken out',
  },
  cardKinds: {
    hba: 'HBA (health professional)',
    smcb: 'SMC-B (institution)',
    egk: 'eGK (insured person)',
    token: 'Token (PKCS#11)',
    unknown: 'unknown',
  },
  pinStates: {
    verified: 'active, unlocked',
    notVerified: 'active',
    blocked: 'blocked',
    transportPin: 'Transport-PIN, not activated',
    leerPin: 'no PIN yet, not activated',
    disabled: 'not needed (switched off)',
    notReadable: 'the card does not tell',
    missing: 'not on the card',
  },
  changeInterrupted: 'last change interrupted',
  triesReduced: 'unknown, fewer than at first',
  certificateStates: {
    present: 'present',
    empty: 'empty',
    missing: 'missing',
    refused: 'refused by the card',
    malformed: 'unreadable',
  },
  fileStates: { content: 'readable', empty: 'empty', missing: 'missing', refused: 'refused by the card' },
  keyUses: {
    qes: 'QES (documents)',
    sig: 'SIG (documents)',
    osig: 'OSIG (documents, institution)',
    aut: 'AUT (login)',
    enc: 'ENC (decryption)',
    other: 'other purpose',
  },
  anyNumber: 'any number',
  expired: 'EXPIRED',
  fromCertificate: 'from the certificates on the card, not checked',

  prompts: {
    secret: (role: SecretRole, pin: string): string => {
      switch (role) {
        case 'pin':
          return pin
        case 'transport':
          return `Transport-PIN for the ${pin}`
        case 'new':
          return `New ${pin}`
        case 'puk':
          return `PUK for the ${pin}`
      }
    },
    entry: (secret: string, min: number, max: number, triesLeft: number | null): string =>
      `${secret}, ${digits(min, max)}, tries left: ${triesLeft ?? 'unknown (the card does not tell)'}`,
    newEntry: (secret: string, min: number, max: number): string => `${secret}, ${digits(min, max)}`,
    repeat: (secret: string): string => `${secret}, once more`,
    different: 'The two entries differ. Please choose again.',
    wrongLength: (min: number, max: number): string => `It must be ${digits(min, max)}. Nothing was sent to the card.`,
    tryAgain: (pin: string, triesLeft: number | null): string =>
      `The ${pin} was wrong. Tries left: ${triesLeft ?? 'unknown'}. Try again?`,
    interrupted: (pin: string, transport: boolean): string =>
      `The last change of the ${pin} was interrupted. The card now holds either the ${
        transport ? 'Transport-PIN of the letter' : 'old PIN'
      } or the new PIN chosen then. A wrong value costs a try.`,
    oldOrNew: (transport: boolean): string =>
      `Which do you want to try?  1 = ${transport ? 'Transport-PIN' : 'old PIN'}  2 = the new PIN chosen then:`,
    atReader: (entries: readonly string[]): string =>
      ['Type at the reader, and confirm there:', ...entries.map((entry) => `  ${entry}`)].join('\n'),
    chooseCard: 'Several cards fit. Which one?',
    number: 'Number:',
    yesNo: '[y/N]',
    yesKeys: ['y'],
  },

  activation: {
    start:
      'You need the PIN letter of the issuer. Each Transport-PIN in it is used once and replaced by a PIN of your own.\nLost? The PUK can set a PIN.CH or PIN.SMC: ehba pin unblock --set-new. For PIN.QES only a new card helps.',
    step: (pin: string, outcome: 'activated' | 'alreadyActive'): string =>
      outcome === 'activated' ? `${pin}: set, the Transport-PIN is used up.` : `${pin}: was active already.`,
    done: 'The card is activated. Keep the letter: the PUKs are in it.',
    release: 'Next: release the card at its issuer (Freischaltung), as the issuer’s letter or portal describes.',
  },
  expiry: {
    ends: (files: string, date: string, days: number): string =>
      `Valid only until ${date} (${days === 1 ? '1 day' : `${days} days`} left): ${files}`,
    next: {
      180: 'Think of a follow-up card: the issuer makes one on order.',
      90: 'Order a follow-up card at the issuer now.',
      30: 'Order a follow-up card at once: making and releasing one takes weeks.',
      7: 'After that day this card signs nothing more. Order a follow-up card at once, and sign what is due before.',
    },
  },
  pins: {
    verified: (pin: string): string => `The ${pin} is right. The card was reset: nothing stays unlocked.`,
    changed: (pin: string): string => `The ${pin} was changed.`,
    unblocked: (pin: string): string => `The ${pin} is unblocked; its value is the same as before.`,
    unblockedWithNewPin: (pin: string): string => `The ${pin} is unblocked and has its new value.`,
    transportPinStillNeeded: (pin: string): string =>
      `The tries of the ${pin} are full again. It still has its Transport-PIN; activate it: ehba card activate`,
    unblockOnly: 'The PUK of this PIN only unblocks; the PIN keeps its value.',
  },
  exported: (name: string, file: string): string => `${name} written to ${file}.`,

  ...batchWords,
  conformance: conformanceWords,
  simulator: {
    ready: (readers: string): string => `The readers are ready: ${readers}`,
    socket: (path: string): string => `For other programs: export PCSCLITE_CSOCK_NAME=${path}`,
    changed: 'Done.',
    created: (kind: string, state: string): string => `New simulated card: ${kind}, ${state}`,
    states: { transport: 'with Transport-PINs', active: 'with its PINs set' },
    next: (image: string): string => `Use it by: --reader sim:${image}`,
    noLegalEffect: 'This card and its certificates are for tests. Its signatures have no legal effect.',
  },
}

function digits(min: number, max: number): string {
  return min === max ? `${min} digits` : `${min} to ${max} digits`
}
