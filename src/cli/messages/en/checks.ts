import type { ErrorData } from '../../../errors/health-card-error.js'
import { formatFor } from '../../format.js'
import { cardOf, openPaths, pinOf } from '../check-facts.js'
import type { CheckTexts } from '../check-text.js'
import { chosenText, clause, factOf, said } from '../error-text.js'
import { words } from './words.js'

const format = formatFor('en-GB')

/** English texts of `ehba doctor`. */
export const checks: CheckTexts = {
  titles: {
    configuration: 'Configuration',
    node: 'Node.js',
    pcsc: 'PC/SC module',
    pkcs11: 'PKCS#11 module',
    clock: 'Clock',
    stateFolder: 'State folder',
    batches: 'Batches',
    readers: 'Readers',
    card: 'Card',
    pin: 'PIN',
    certificate: 'Certificate',
    hba: 'HBA',
  },
  verdicts: { ok: 'ok', warning: 'warning', failed: 'FAILED', skipped: 'skipped' },
  skipped: (because) => `Not checked, because of: ${because}.`,
  summary: (failed, warnings) => {
    if (failed === 0 && warnings === 0) return 'Nothing is wrong.'
    return `${failed} failed, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}.`
  },

  findings: {
    configurationUsable: { found: 'The configuration can be used.' },

    nodeSupported: { found: (data) => `Node.js ${said(data, 'version')}` },
    nodeTooOld: {
      found: (data) => `Node.js ${said(data, 'version')} is too old for this program.`,
      next: (data) =>
        `Install Node.js ${said(data, 'needed')} or later: https://nodejs.org/en/download, then run: npm ci`,
    },

    pcscModulePresent: { found: (data) => `${said(data, 'module')} is installed.` },
    pcscModuleMissing: {
      found: (data) =>
        `The optional module ${said(data, 'module')} is not installed or cannot be loaded: without it no card reader (PC/SC) can be used.`,
      next: 'Run in the folder of this program: npm install pcsc-mini. Nothing is to be done for simulated cards (--reader sim:FILE).',
    },
    pkcs11ModulePresent: { found: (data) => `${said(data, 'module')} is installed.` },
    pkcs11ModuleMissing: {
      found: (data) =>
        `The optional module ${said(data, 'module')} is not installed or cannot be loaded: without it no card can be used through a PKCS#11 library.`,
      next: 'Nothing is to be done unless you need PKCS#11. If you do, run in the folder of this program: npm install pkcs11js koffi – pkcs11js needs a compiler: on Debian and Ubuntu apt install g++ make python3.',
    },

    clockPlausible: { found: (data) => `It is ${timeOf(data, 'now')}.` },
    clockBeforeProgram: {
      found: (data) =>
        `The clock of this computer is wrong: it shows ${timeOf(data, 'now')}, which is before this program was made (${timeOf(data, 'builtAt')}).`,
      next: 'Set the clock, best by a time server (timedatectl set-ntp true). The signing time in a signature comes from it.',
    },

    stateFolderReady: { found: (data) => `${said(data, 'folder')}, closed to others.` },
    stateFolderNotYetMade: { found: (data) => `${said(data, 'folder')} is made when it is needed.` },
    stateFolderOpenToOthers: {
      found: (data) =>
        `Other users may look into the state folder ${said(data, 'folder')} (${openPaths(data)} open to group or others). It may hold names of files and numbers of cards.`,
      next: (data) => `Run: chmod -R go= ${said(data, 'folder')}`,
    },
    stateFolderNotFolder: {
      found: (data) => `${said(data, 'at')} is no folder, so there is no room for the state folder.`,
      next: (data) =>
        `Move ${factOf(data, 'at') ?? 'it'} away, or name another place in the variable XDG_STATE_HOME (now: ${said(data, 'folder')}).`,
    },
    stateFolderNotReadable: {
      found: (data) => `You may not read ${said(data, 'at')}, a part of the state folder.`,
      next: (data) =>
        `Make it yours: sudo chown -R "$USER" ${said(data, 'folder')} && chmod -R u=rwX,go= ${said(data, 'folder')}`,
    },
    stateFolderNotWritable: {
      found: (data) =>
        `You may not write into ${said(data, 'at')}, so the program cannot remember tries left and batches.`,
      next: (data) =>
        `Make it yours (chown, chmod u+rwx), or name another place in the variable XDG_STATE_HOME (now: ${said(data, 'folder')}).`,
    },

    batchesFinished: { found: 'No batch was left unfinished.' },
    batchLeftOver: {
      found: (data) =>
        `The batch ${said(data, 'batch')} was not finished: ${factOf(data, 'done') ?? '0'} of ${factOf(data, 'total') ?? '?'} documents are done.`,
      next: (data) =>
        `Continue it: ehba batch resume ${said(data, 'batch')} – or forget it: ehba batch discard ${said(data, 'batch')}`,
    },
    batchDamaged: {
      found: (data) => `The journal of the batch ${said(data, 'batch')} cannot be read.`,
      next: (data) =>
        `Look which of its documents have a signature, sign the others in a new batch, and then: ehba batch discard ${said(data, 'batch')}`,
    },
    batchOfNewerVersion: {
      found: (data) =>
        `A newer version of ehba began the batch ${said(data, 'batch')}; this one cannot read its journal.`,
      next: (data) => `Continue it with that version: ehba batch resume ${said(data, 'batch')}`,
    },

    readersFound: {
      found: (data) => `${said(data, 'readers')}${clause(data, 'pinPads', (pads) => `; with keys for PINs: ${pads}`)}`,
    },

    cardRecognised: { found: (data) => `${cardOf(data)} in ${said(data, 'reader')}` },
    cardWithoutSigning: {
      found: (data) => `${cardOf(data)} in ${said(data, 'reader')}: a card of an insured person.`,
      next: 'Documents are signed with an HBA or an SMC-B. Put one in.',
    },

    pinActive: { found: (data) => `The ${pinOf(data)} is active${triesOf(data)}.` },
    pinNotNeeded: { found: (data) => `The ${pinOf(data)} is switched off and not needed.` },
    pinNotTold: { found: (data) => `The card does not tell the state of the ${pinOf(data)}.` },
    pinOneTryLeft: {
      found: (data) => `The ${pinOf(data)} has one try left. One more wrong entry blocks it.`,
      next: (data) =>
        `Look the PIN up before you type it. If you are sure: ehba pin verify ${said(data, 'pin')} --allow-last-try. The PUK gives all tries back: ehba pin unblock ${said(data, 'pin')}`,
    },
    pinChangeInterrupted: {
      found: (data) =>
        `The last change of the ${pinOf(data)} was interrupted: the card holds either the old value or the new one chosen then${triesOf(data)}.`,
      next: (data) =>
        `Find out which: ehba pin verify ${said(data, 'pin')} – or repeat the change: ehba pin change ${said(data, 'pin')}. A wrong value costs a try.`,
    },

    certificateValid: {
      found: (data) => `${said(data, 'file')} is valid until ${dateOf(data, 'notAfter')} (${daysOf(data)}).`,
    },
    certificateExpires: {
      found: (data) => `${said(data, 'file')} expires on ${dateOf(data, 'notAfter')} (${daysOf(data)}).`,
      next: (data) => chosenText(data, 'within', words.expiry.next) ?? '',
    },
    certificateRefused: {
      found: (data) => `The card does not let ${factOf(data, 'file') ?? 'a certificate'} be read.`,
      next: 'ehba cert list shows the certificates that can be read. If it is the one you sign with, ask the issuer of the card.',
    },

    hbaFound: { found: 'An HBA is at hand.' },
    hbaMissing: {
      found: 'No HBA was found.',
      next: 'If your HBA sits in a card terminal of a Konnektor, it cannot be reached from here: put it into a reader at this computer, or sign with the Konnektor. If you work with an SMC-B alone, nothing is to be done.',
    },
  },
}

function triesOf(data: ErrorData): string {
  return clause(data, 'triesLeft', (tries) => (tries === '1' ? ', one try left' : `, ${tries} tries left`))
}

function daysOf(data: ErrorData): string {
  const days = factOf(data, 'daysLeft')
  return days === '1' ? '1 day left' : `${days ?? '?'} days left`
}

function dateOf(data: ErrorData, key: string): string {
  return clause(data, key, format.date)
}

function timeOf(data: ErrorData, key: string): string {
  return clause(data, key, format.time)
}
