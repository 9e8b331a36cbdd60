import type { FileVerdict, SignerVerdict } from '../../operations/verify-files.js'
import { spoken } from '../messages/error-text.js'
import type { Texts } from '../messages/texts.js'
import { oneLine } from '../printable.js'
import { table } from './table.js'

/** `verify`: one line per signature, then the reasons for those that are not valid. */
export function renderVerification(files: readonly FileVerdict[], texts: Texts): string {
  const { words } = texts
  const { columns } = words
  const rows = files.flatMap((file) =>
    file.signers.length === 0 ? [[file.file, words.verifying.invalid]] : file.signers.map((s) => row(file, s, texts)),
  )
  const head = [columns.file, columns.result, columns.signer, columns.profession, columns.cardNumber, columns.signedAt]
  const reasons = files.filter(({ verdict }) => verdict === 'invalid').map((file) => reasonsOf(file, texts))
  return [table(head, rows), ...reasons].join('\n')
}

function row({ file }: FileVerdict, signer: SignerVerdict, { words, format }: Texts): string[] {
  const { name, test, profession, cardNumber, signingTime } = signer
  return [
    file,
    words.verifying[signer.verdict],
    test ? `${name ?? ''} (${words.test})` : (name ?? words.unknown),
    profession ?? '',
    cardNumber ?? '',
    signingTime === null ? words.unknown : format.time(signingTime),
  ]
}

function reasonsOf({ file, code, signers }: FileVerdict, { words, errors }: Texts): string {
  const reasons = signers.flatMap((signer) =>
    signer.reasons.map((reason) => {
      const where = reason === 'chainUntrusted' && signer.chainProblem !== null ? ` (${signer.chainProblem})` : ''
      return `  ${words.verifying.reasons[reason]}${where}\n`
    }),
  )
  const why = code !== undefined && reasons.length === 0 ? `  ${spoken(errors[code].happened, { file })}\n` : ''
  return `${oneLine(file)}:\n${reasons.join('')}${why}`
}
