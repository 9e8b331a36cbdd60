import type { InputProblem, OutputProblem } from '../../../errors/file-problems.js'
import type { ErrorData } from '../../../errors/health-card-error.js'
import type { UsageProblem } from '../../usage-error.js'
import { factOf } from '../error-text.js'

/** What is wrong with the words of the call. */
export function usageProblems(data: ErrorData): Readonly<Record<UsageProblem, string>> {
  const name = factOf(data, 'name') ?? 'a word'
  const command = factOf(data, 'command') ?? 'ehba'
  return {
    unknownOption: `There is no option ${name}.`,
    unknownCommand: `There is no command ${name}.`,
    missingCommand: `A command is missing after ${command}.`,
    missingArgument: `${name} is missing.`,
    missingValue: `${name} needs a value.`,
    missingOption: `${name} is needed.`,
    tooManyArguments: `There are more words than ${command} takes.`,
    invalidValue: `The value of ${name} is not possible.`,
    conflict: `${name} and ${factOf(data, 'other') ?? 'another option'} cannot stand together.`,
    simulatorOnly: `${name} is for simulated cards (--reader sim:FILE) only.`,
    qesFromStream: 'The Signatur-PIN (PIN.QES) of a real card is not taken from a secrets stream.',
  }
}

/** A call that names no PIN where the card has several, or that cannot be understood at all. */
export function severalPins(data: ErrorData): string {
  return factOf(data, 'known') === undefined
    ? 'The command cannot be used like this.'
    : 'The card has several PINs; name one.'
}

/** Why a file cannot be signed or read. */
export const inputProblems: Readonly<Record<InputProblem, string>> = {
  missing: 'it does not exist',
  notReadable: 'it cannot be read',
  folder: 'it is a folder (folders: --recursive)',
  notRegular: 'it is a link, a pipe or a device and not a file',
  emptyFolder: 'the folder has no files',
  duplicate: 'it is named twice',
  damaged: 'its content is damaged',
  tooLarge: 'it is too large to be read at once (at most 512 MiB; a detached signature has no such limit)',
  nameNotText: 'its name is not valid UTF-8, so it could be taken for another file; rename it',
}

/** Why an output cannot be written. */
export const outputProblems: Readonly<Record<OutputProblem, string>> = {
  notWritable: 'you may not write there',
  noSpace: 'there is no space left',
  notFolder: 'a part of its path is a file',
  isFolder: 'a folder of that name is there',
  isInput: 'it is one of the documents to sign',
  nameTooLong: 'its name is too long',
}

/** Why the journal of a batch cannot be used: by the word of the journal, or the code of the system. */
export const journalReasons: Readonly<Record<string, string>> = {
  newer: 'a newer version of ehba has written it',
  damaged: 'its content is damaged',
  ENOSPC: outputProblems.noSpace,
  EDQUOT: outputProblems.noSpace,
  EACCES: outputProblems.notWritable,
  EROFS: outputProblems.notWritable,
}
