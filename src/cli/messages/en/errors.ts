import { formatFor } from '../../format.js'
import { chosenText, clause, factOf, said, type ErrorTexts } from '../error-text.js'
import { inFile } from './error-clauses.js'
import { usageProblems, severalPins, inputProblems, outputProblems, journalReasons } from './problems.js'
import { cardErrors } from './card-errors.js'

const format = formatFor('en-GB')

/** English texts of all errors. */
export const errors: ErrorTexts = {
  ...cardErrors,
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
