import { chosenText, clause, factOf, said, type ErrorTexts } from '../error-text.js'
import { pinOf, leftOf, lengthOf, answerOf, inFile, unblocking } from './error-clauses.js'

/** English texts of errors about readers, cards and their PINs. */
export const cardErrors = {
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
        pkcs11Missing: 'The modules pkcs11js and koffi, which carry PKCS#11, are not installed, or cannot be loaded.',
        moduleUnknown: `No PKCS#11 module is known by the name${clause(data, 'module', (module) => ` ${module}`)}.`,
        moduleUnusable: `The PKCS#11 module${clause(data, 'reader', (reader) => ` ${reader}`)} cannot be used${clause(data, 'why', (why) => `: ${why}`)}.`,
        moduleFailed: `The PKCS#11 module${clause(data, 'reader', (reader) => ` ${reader}`)} has failed${clause(data, 'why', (why) => ` (${why})`)}.`,
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
        pkcs11Missing:
          'Run in the folder of this program: npm install pkcs11js koffi – this needs a compiler: on Debian and Ubuntu apt install g++ make python3.',
        moduleUnknown: `${clause(data, 'known', (known) => `Known: ${known}. `)}Give the path of its file, or a name in the configuration: pkcs11Modules.`,
        moduleUnusable: 'Compare the path, and ask the maker of the card for a module for this computer.',
        moduleFailed:
          'This program goes on without it. Repeat the command; a batch that has begun goes on by: ehba batch resume. If it stays, it is the maker of the module who can help.',
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
  HC_CARD_KEY_AMBIGUOUS: {
    happened: (data) => `Several keys fit${clause(data, 'known', (known) => `: ${known}`)}.`,
    next: 'Name the one you mean: --key NAME. ehba cert list shows whose certificate each one has.',
  },
  HC_CARD_KEY_MISSING: {
    happened: (data) => `The card has no ${factOf(data, 'object') ?? 'such key'}.`,
    next: (data) =>
      clause(data, 'known', (known) => `It has: ${known}.`) || 'ehba cert list shows the keys of the card.',
  },
  HC_CARD_OPERATION_REFUSED: {
    happened: (data) =>
      `This is refused${clause(data, 'object', (object) => ` for ${object}`)}${answerOf(data)}.${clause(data, 'lacks', (lacks) => ` The token lacks ${lacks}.`)}`,
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
    next: (data) => unblocking(factOf(data, 'pin') ?? 'PIN'),
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
} satisfies Partial<ErrorTexts>
