import type { CaseGroup } from '../conformance-case.js'
import { sw } from '../expectation.js'
import type { PasswordName } from '../hba-objects.js'
import { passwords } from '../hba-objects.js'
import { activated, status, verified } from '../preparation.js'

const commands = [
  { name: 'DISABLE VERIFICATION REQUIREMENT', ins: '26', refused: 'N075.900', missing: 'N075.800' },
  { name: 'ENABLE VERIFICATION REQUIREMENT', ins: '28', refused: 'N077.100', missing: 'N077.000' },
] as const

const names = Object.keys(passwords) as PasswordName[]

/** DISABLE and ENABLE VERIFICATION REQUIREMENT, gemSpec_COS §14.6.2 and §14.6.3: no rule of an HBA allows them. */
export const verificationRequirement: CaseGroup = {
  name: 'verification-requirement',
  cases: commands.flatMap(({ name, ins, refused, missing }) => [
    ...names.flatMap((password) => [
      {
        id: refused,
        title: `${name} with the right ${password} is refused.`,
        given: [...verified(password)],
        send: `00 ${ins} 00 ${passwords[password].reference} 08 {${password}}`,
        expect: sw('6982'),
      },
      {
        id: refused,
        title: `${name} without a PIN is refused for ${password}.`,
        given: [...verified(password)],
        send: `00 ${ins} 01 ${passwords[password].reference}`,
        expect: sw('6982'),
      },
    ]),
    {
      id: refused,
      title: `${name} that is refused costs no try.`,
      given: [...activated('PIN.CH'), { send: `00 ${ins} 00 01 08 {PIN.CH.wrong}`, expect: sw('6982'), times: 3 }],
      send: status('PIN.CH'),
      expect: sw('63C3'),
    },
    {
      id: missing,
      title: `${name} of a password that is not there ends with PasswordNotFound.`,
      send: `00 ${ins} 00 1F 08 {digits 123456}`,
      expect: sw('6A88'),
    },
  ]),
}
