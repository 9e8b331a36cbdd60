import { context, objectIdentifier, printableString, sequence, utf8String } from '../bytes/der-writer.js'
import { encodeName, type DistinguishedName } from './distinguished-name.js'

/** Profession of a person or kind of an institution, as its chamber or register confirms it. */
export interface Admission {
  /** Who confirms it: the chamber. */
  readonly authority?: DistinguishedName
  /** The words, for instance `Ärztin/Arzt`. */
  readonly professionItem: string
  readonly professionOid: string
  /** Telematik-ID; characters of PrintableString only. */
  readonly registrationNumber: string
}

/**
 * AdmissionSyntax (Common PKI 2.0 part 1 table 29) with one profession. `[4]` around the authority is GeneralName's directoryName: a CHOICE, so the tag is
 * explicit.
 */
export function encodeAdmission(admission: Admission): Uint8Array {
  const authority = admission.authority ? [context(4, encodeName(admission.authority))] : []
  const professionInfo = sequence(
    sequence(utf8String(admission.professionItem)),
    sequence(objectIdentifier(admission.professionOid)),
    printableString(admission.registrationNumber),
  )
  return sequence(...authority, sequence(sequence(sequence(professionInfo))))
}
