import { formatFor } from '../../format.js'
import { chosenText, clause, factOf, said, type ErrorTexts } from '../error-text.js'
import { pinOf, leftOf, lengthOf, answerOf, inFile } from './error-clauses.js'
import { usageProblems, severalPins, inputProblems, outputProblems, journalReasons } from './problems.js'

const format = formatFor('en-GB')

/** English texts of all errors. */
export const errors: ErrorTexts = {
  HC_USAGE_INVALID: {
    happened: (data) => chosenText(data, 'problem', usageProblems(data)) ?? severalPins(data),
    next: (data) =>
      data['problem'] === 'qesFromStream'
        ? 'Type it in a terminal. An administrator can allow it by allowSecretsStreamForQes in the configuration.'
        : clause(data, 'known', (known) => `Possible: ${known}.`) || `See: ${factOf(data, 'command') ?? 'ehba'} --help`,
  },
  HC_USAGE_SECRET_ARGUMENT: {
    happened: 'A PIN or PUK does not belong on the command line: other programs and the shell history can read it.',
    next: 'Type it when you are asked. For scripts: --secrets-file FILE or --secrets-fd N. If it was a real PIN, change it.',
  },
  HC_CONFIG_INVALID: {
    happened: (data) =>
      `The configuration${inFile(data)} cannot be used${clause(data, 'key', (key) => `: ${key} is not known or has an impossible value`)}.`,
    next: 'Correct it; docs/configuration.md lists every setting.',
  },
  HC_SECRETS_MALFORMED: {
    happened: (data) =>
      factOf(data, 'line') === undefined
        ? 'The secrets stream is too long to be one.'
        : `Line ${said(data, 'line')} of the secrets stream is not NAME=DIGITS.`,
    next: 'Write for example PIN.QES=DIGITS or PIN.QES.puk=DIGITS, without spaces. Nothing was sent to the card.',
  },
  HC_SECRETS_READABLE: {
    happened: (data) => `Other users may read ${factOf(data, 'file') ?? 'the secrets file'}.`,
    next: (data) =>
      `Run: chmod 600 ${factOf(data, 'file') ?? 'FILE'} – and change the PINs if somebody may have read it.`,
  },
  HC_PIN_FORMAT: {
    happened: (data) => `The value for the ${pinOf(data)} has the wrong length or a character that is not a digit.`,
    next: (data) => `${lengthOf(data)} No try was used.`,
  },

  HC_READER_NONE: {
    happened: (data) =>
      chosenText(data, 'problem', {
        serviceMissing: 'The service for card readers (PC/SC) is not running or cannot be reached.',
        denied: 'The service for card readers (PC/SC) does not admit this user.',
        moduleMissing: 'No module for card readers (PC/SC) is installed, or it cannot be loaded.',
        unplugged: `The card reader${clause(data, 'reader', (reader) => ` ${reader}`)} was unplugged.`,
      }) ?? `There is no card reader${clause(data, 'reader', (reader) => ` ${reader}`)}.`,
    next: (data) =>
      chosenText(data, 'problem', {
        serviceMissing:
          'Start it: on Debian and Ubuntu apt install pcscd, then systemctl start pcscd.socket; on Windows the service “Smart Card”.',
        denied:
          'A person at the screen is admitted; a service, or whoever came by ssh, needs a rule of polkit: docs/readers.md has one. journalctl -u pcscd then says “NOT authorized”.',
        moduleMissing:
          'Run in the folder of this program: npm install pcsc-mini – or choose a simulated card by --reader sim:FILE.',
      }) ??
      (clause(data, 'known', (known) => `There is: ${known}.`) ||
        'Plug in a reader; ehba reader list shows what is there. A simulated card is chosen by --reader sim:FILE.'),
  },
  HC_READER_PAD_REFUSED: {
    happened: (data) =>
      `The reader${clause(data, 'reader', (reader) => ` ${reader}`)} does not take this entry at its own keys${answerOf(data)}.`,
    next: 'Type it at this computer instead: --no-pinpad. This used no try.',
  },
  HC_CARD_NONE: {
    happened: (data) => `No reader holds ${clause(data, 'card', (card) => `the card ${card}`) || 'a card'}.`,
    next: 'Put the card in, chip first. ehba card list shows what the readers hold.',
  },
  HC_CARD_KIND_WRONG: {
    happened: (data) => `This card${clause(data, 'kind', (kind) => ` (${kind})`)} is not of a kind that can do this.`,
    next: (data) => `${clause(data, 'wanted', (wanted) => `Needed: ${wanted}. `)}ehba card list shows the cards.`,
  },
  HC_CARD_AMBIGUOUS: {
    happened: (data) => `Several cards fit${clause(data, 'iccsns', (iccsns) => `: ${iccsns}`)}.`,
    next: 'Name the one you mean: --card NUMBER',
  },
  HC_CARD_KEY_MISSING: {
    happened: (data) => `The card has no ${factOf(data, 'object') ?? 'such key'}.`,
    next: (data) =>
      clause(data, 'known', (known) => `It has: ${known}.`) || 'ehba cert list shows the keys of the card.',
  },
  HC_CARD_OPERATION_REFUSED: {
    happened: (data) => `This is refused${clause(data, 'object', (object) => ` for ${object}`)}${answerOf(data)}.`,
    next: 'Documents are signed with qes, sig or osig; keys for login (AUT) and decryption (ENC) never do. ehba cert list shows the keys.',
  },
  HC_CARD_STATUS_UNKNOWN: {
    happened: (data) => `The card gave an answer that its specification does not have here${answerOf(data)}.`,
    next: 'Take the card out, put it in again and repeat. If it stays, report it with a --trace.',
  },
  HC_CARD_DATA_MALFORMED: {
    happened: (data) => `Data on the card is damaged or of an unknown form${inFile(data)}.`,
    next: 'Ask the issuer of the card, with the output of ehba card show --json.',
  },
  HC_CARD_BUSY: {
    happened: (data) =>
      `Another program uses the card${clause(data, 'reader', (reader) => ` in ${reader}`)}.${clause(data, 'programs', (programs) => ` Programs that use card readers now: ${programs}.`)}`,
    next: 'Close it, or wait for the card: --wait SECONDS',
  },
  HC_CARD_REMOVED: {
    happened: (data) =>
      data['changeInterrupted'] === true
        ? `The card was lost while the ${pinOf(data)} was being changed. It holds either the old value or the new one.`
        : 'The card was taken out, or it does not answer any more.',
    next: (data) =>
      data['changeInterrupted'] === true
        ? 'Put the card in and start the same command again. You choose which of the two values to try; nothing is sent by itself.'
        : 'Put the card in again and repeat the command; a batch that has begun goes on by: ehba batch resume',
  },
  HC_CARD_SILENT: {
    happened: (data) =>
      `The card${clause(data, 'reader', (reader) => ` in ${reader}`)} does not answer. It is worn out, the wrong way round, or its reader hangs.`,
    next: 'Take the card out, look which way round it goes and that its contacts are clean, and put it in again; unplug the reader and plug it in if that does not help.',
  },

  HC_PIN_WRONG: {
    happened: (data) => `The ${pinOf(data)} was wrong. ${leftOf(data, 'try', 'tries')}`,
    next: (data) =>
      data['changeInterrupted'] === true
        ? 'An earlier change was interrupted: the old value is either the Transport-PIN or the new PIN chosen then.'
        : 'Look it up before you try again. When no try is left, only the PUK helps.',
  },
  HC_PIN_ALREADY_REFUSED: {
    happened: (data) => `The card has refused this value for the ${pinOf(data)} before. It was not sent again.`,
    next: 'Correct the value. The entry of a secrets file counts as new when the file has been written again.',
  },
  HC_PUK_WRONG: {
    happened: (data) => `The PUK of the ${pinOf(data)} was wrong. ${leftOf(data, 'use', 'uses')}`,
    next: 'Compare it with the letter of the issuer. Every use counts, right or wrong.',
  },
  HC_PIN_BLOCKED: {
    happened: (data) => `The ${pinOf(data)} is blocked.`,
    next: (data) => `Unblock it by its PUK: ehba pin unblock ${factOf(data, 'pin') ?? 'PIN'}`,
  },
  HC_PUK_USED_UP: {
    happened: (data) => `The PUK of the ${pinOf(data)} is used up.`,
    next: 'This PIN can never be unblocked again. Ask the issuer for a new card.',
  },
  HC_PIN_TRANSPORT_STATE: {
    happened: (data) => `The ${pinOf(data)} has not been set yet: the card still has its Transport-PIN.`,
    next: 'Take the letter of the issuer and activate the card: ehba card activate. If the Transport-PIN is lost, the PUK can set a PIN.CH or PIN.SMC (ehba pin unblock --set-new); for PIN.QES only a new card helps.',
  },
  HC_PIN_CANCELLED: {
    happened: (data) =>
      data['timedOut'] === true
        ? 'Nothing was typed for two minutes. The entry was ended.'
        : 'The entry was cancelled.',
    next: 'Start the command again when you are ready. This used no try.',
  },
  HC_PIN_MISSING: {
    happened: (data) =>
      factOf(data, 'needed') === undefined
        ? `There is no value for ${factOf(data, 'secret') ?? 'the PIN'}, and nobody to ask.`
        : `${factOf(data, 'secret') ?? 'The PIN'} is needed ${said(data, 'needed')} times; the secrets stream has it ${factOf(data, 'available') ?? '0'} times.`,
    next: 'Run the command in a terminal, or put one line per entry into the secrets stream (--secrets-file, --secrets-fd).',
  },
  HC_PIN_LAST_TRY: {
    happened: (data) => `The ${pinOf(data)} has one try left. It is not used without your word.`,
    next: 'If you are sure of the value, repeat the command with --allow-last-try. A wrong value blocks.',
  },
  HC_PIN_NOT_SETTABLE_BY_PUK: {
    happened: (data) => `The PUK of the ${pinOf(data)} only unblocks. It cannot set a new PIN.`,
    next: 'Unblock without --set-new (and without a .new line). If this PIN or its Transport-PIN is lost, only a new card helps.',
  },
  HC_PIN_NOT_VERIFIED: {
    happened: (data) => `The card wants the ${pinOf(data)} first.`,
    next: () => 'Run the command again and enter the PIN when you are asked for it.',
  },
  HC_PIN_UNKNOWN: {
    happened: (data) => `The card does not have or does not show the ${pinOf(data)}.`,
    next: (data) =>
      clause(data, 'known', (known) => `It has: ${known}.`) || 'ehba pin status shows the PINs of the card.',
  },

  HC_CERT_EXPIRED: {
    happened: (data) =>
      `The certificate has expired${clause(data, 'notAfter', (end) => `; it ended on ${format.date(end)}`)}${inFile(data)}.`,
    next: (data) =>
      data['test'] === true
        ? 'This is a test card: --allow-expired signs with it.'
        : 'Order a new card from the issuer.',
  },
  HC_CERT_NOT_YET_VALID: {
    happened: (data) =>
      `The certificate is not valid yet${clause(data, 'notBefore', (start) => `; it starts on ${format.date(start)}`)}${inFile(data)}.`,
    next: 'Check the clock of this computer, or wait until then.',
  },
  HC_CERT_MISSING: {
    happened: (data) => `There is no certificate in ${factOf(data, 'object') ?? 'that file of the card'}.`,
    next: 'ehba cert list shows the certificates of the card.',
  },
  HC_CERT_MALFORMED: {
    happened: 'A certificate cannot be read: it does not follow its format.',
    next: 'Ask its issuer. ehba cert list shows which certificates of the card can be read.',
  },
  HC_CERT_KEY_MISMATCH: {
    happened: (data) =>
      `The certificate does not belong to its key${clause(data, 'object', (object) => ` (${object})`)}.`,
    next: 'Nothing was signed. Ask the issuer of the card.',
  },
  HC_CERT_USAGE_WRONG: {
    happened: (data) => `The certificate is not for signing documents${inFile(data)}.`,
    next: 'Only QES, SIG and OSIG certificates sign documents. Do not accept such a signature.',
  },
  HC_CERT_UNTRUSTED: {
    happened: (data) => `The certificate does not lead to a root that you trust${inFile(data)}.`,
    next: 'Name the root by --trust FILE and certificates in between by --chain FILE. Take roots from their publisher only.',
  },
  HC_CERT_ALGORITHM_ENDED: {
    happened: 'RSA keys of 2048 bits may not be used for QES any more; that ended on 30 June 2026.',
    next: 'Sign with the elliptic-curve key (the default where the card has one), or order a new card.',
  },
  HC_SIGNATURE_INVALID: {
    happened: (data) => `A signature is not valid${inFile(data)}.`,
    next: 'Document and signature do not belong together, or one of them was changed. Do not rely on it; ask the sender.',
  },
  HC_SIGNATURE_MALFORMED: {
    happened: (data) => `A signature file does not follow its format${inFile(data)}.`,
    next: 'Check that it is a .p7s or .p7m file and that it arrived whole.',
  },

  HC_INPUT_UNUSABLE: {
    happened: (data) =>
      `${factOf(data, 'file') ?? 'An input'} cannot be used: ${chosenText(data, 'problem', inputProblems) ?? 'something is missing or its content is not what is expected'}.`,
    next: 'Correct the path or the file.',
  },
  HC_INPUT_CHANGED: {
    happened: (data) => `${factOf(data, 'file') ?? 'A document'} changed while it was being signed.`,
    next: 'No signature was written for it. Sign it again when nobody is writing to it.',
  },
  HC_OUTPUT_EXISTS: {
    happened: (data) => `${factOf(data, 'file') ?? 'The output'} exists and was left as it is.`,
    next: 'Choose another place by --out, or replace it by --force.',
  },
  HC_OUTPUT_UNUSABLE: {
    happened: (data) =>
      `${factOf(data, 'file') ?? 'The output'} cannot be written: ${chosenText(data, 'problem', outputProblems) ?? 'the system refuses it'}.`,
    next: 'Choose another place, or make room. A batch that has begun goes on then by: ehba batch resume',
  },
  HC_SIM_IMAGE_INVALID: {
    happened: (data) => `The card image cannot be used${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'Check the file, or make a new card: ehba sim create',
  },
  HC_SIM_STATE_INVALID: {
    happened: (data) => `The state of the simulated card cannot be used${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'A state belongs to one image. Name another by --sim-state FILE, or delete it: then the card is as it was made.',
  },
  HC_SIM_SCRIPT_INVALID: {
    happened: (data) =>
      `Line ${factOf(data, 'line') ?? '1'} of the script${inFile(data)} cannot be understood${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'docs/faults.md shows the words of a fault story and of a person at a PIN pad.',
  },
  HC_SIM_READERS_UNUSABLE: {
    happened: (data) => `The simulated readers cannot be used${clause(data, 'why', (why) => `: ${why}`)}.`,
    next: 'For --pcscd on Debian: apt install pcscd gcc make pkg-config libpcsclite-dev, then npm run build:ifd. ehba sim insert, remove and fault need an ehba sim run of the same user.',
  },

  HC_JOURNAL_UNUSABLE: {
    happened: (data) =>
      `The journal of the batch cannot be used${clause(data, 'reason', (reason) => `: ${chosenText(data, 'reason', journalReasons) ?? reason}`)}.`,
    next: () =>
      'Make sure that the state folder can be written and has space, then go on: ehba batch resume. A damaged journal can only be discarded: ehba batch discard ID.',
  },
  HC_BATCH_UNKNOWN: {
    happened: (data) => `There is no such open batch${clause(data, 'batch', (id) => `: ${id}`)}.`,
    next: () => 'See what there is: ehba batch list --all',
  },
  HC_BATCH_AMBIGUOUS: {
    happened: (data) => `Several batches are open${clause(data, 'known', (ids) => `: ${ids}`)}.`,
    next: () => 'Say which one you mean: ehba batch resume ID',
  },
  HC_BATCH_RUNNING: {
    happened: (data) =>
      `The batch ${clause(data, 'batch', (id) => id)} is running${clause(data, 'pid', (pid) => ` in process ${pid}`)}.`,
    next: () => 'Wait for it, or stop it: ehba batch stop ID',
  },
  HC_BATCH_INCOMPLETE: {
    happened: (data) =>
      `${factOf(data, 'signed') ?? 'Some'} of ${factOf(data, 'total') ?? 'the'} documents are signed, the others are not${clause(data, 'reason', (reason) => ` (${reason})`)}.`,
    next: 'What is signed stays signed. The others: ehba batch resume. Where none is signed yet, start again.',
  },
  HC_STOPPED: {
    happened: 'Stopped at your word, after the document in hand.',
    next: 'What is signed stays signed. The others: ehba batch resume. Where none is signed yet, start again.',
  },

  HC_INTERNAL: {
    happened: (data) => `This is a fault of the program${clause(data, 'fault', (fault) => ` (${fault})`)}.`,
    next: 'Repeat with EHBA_DEBUG=1 to see where, and report it. ehba card show tells how the card is.',
  },
}
