import type { InputProblem, OutputProblem } from '../../../errors/file-problems.js'
import type { ErrorData } from '../../../errors/health-card-error.js'
import type { UsageProblem } from '../../usage-error.js'
import { factOf } from '../error-text.js'

/** What is wrong with the words of the call. */
export function usageProblems(data: ErrorData): Readonly<Record<UsageProblem, string>> {
  const name = factOf(data, 'name') ?? 'ein Wort'
  const command = factOf(data, 'command') ?? 'ehba'
  return {
    unknownOption: `Die Option ${name} gibt es nicht.`,
    unknownCommand: `Den Befehl ${name} gibt es nicht.`,
    missingCommand: `Nach ${command} fehlt ein Befehl.`,
    missingArgument: `${name} fehlt.`,
    missingValue: `${name} braucht einen Wert.`,
    missingOption: `${name} ist nötig.`,
    tooManyArguments: `Es sind mehr Wörter, als ${command} nimmt.`,
    invalidValue: `Der Wert von ${name} ist nicht möglich.`,
    conflict: `${name} und ${factOf(data, 'other') ?? 'eine andere Option'} schließen einander aus.`,
    simulatorOnly: `${name} gilt nur für simulierte Karten (--reader sim:DATEI).`,
    qesFromStream:
      'Die Signatur-PIN (PIN.QES) einer echten Karte wird nicht aus einem Strom von Geheimnissen genommen.',
  }
}

/** A call that names no PIN where the card has several, or that cannot be understood at all. */
export function severalPins(data: ErrorData): string {
  return factOf(data, 'known') === undefined
    ? 'So lässt sich der Befehl nicht verwenden.'
    : 'Die Karte hat mehrere PINs; nennen Sie eine.'
}

/** Why a file cannot be signed or read. */
export const inputProblems: Readonly<Record<InputProblem, string>> = {
  missing: 'Es gibt sie nicht',
  notReadable: 'Sie lässt sich nicht lesen',
  folder: 'Das ist ein Ordner (Ordner: --recursive)',
  notRegular: 'Das ist ein Verweis, eine Pipe oder ein Gerät und keine Datei',
  emptyFolder: 'Der Ordner enthält keine Dateien',
  duplicate: 'Sie ist zweimal genannt',
  damaged: 'Ihr Inhalt ist beschädigt',
  tooLarge:
    'Sie ist zu groß, um auf einmal gelesen zu werden (höchstens 512 MiB; eine Signatur neben dem Dokument hat keine solche Grenze)',
  nameNotText: 'Ihr Name ist kein gültiges UTF-8, sie könnte also verwechselt werden; benennen Sie sie um',
}

/** Why an output cannot be written. */
export const outputProblems: Readonly<Record<OutputProblem, string>> = {
  notWritable: 'Sie dürfen dort nicht schreiben',
  noSpace: 'Es ist kein Platz mehr',
  notFolder: 'Ein Teil des Pfades ist eine Datei',
  isFolder: 'Dort ist ein Ordner dieses Namens',
  isInput: 'Sie ist eines der Dokumente, die signiert werden sollen',
  nameTooLong: 'Ihr Name ist zu lang',
}

/** Why the journal of a batch cannot be used: by the word of the journal, or the code of the system. */
export const journalReasons: Readonly<Record<string, string>> = {
  newer: 'Eine neuere Version von ehba hat es geschrieben',
  damaged: 'Sein Inhalt ist beschädigt',
  ENOSPC: outputProblems.noSpace,
  EDQUOT: outputProblems.noSpace,
  EACCES: outputProblems.notWritable,
  EROFS: outputProblems.notWritable,
}
