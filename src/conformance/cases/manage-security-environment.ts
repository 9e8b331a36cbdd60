import type { CaseGroup } from '../conformance-case.js'
import { beginsWith, bytes, data, ok, oneOf, sw, that } from '../expectation.js'
import { HASH, ecPublicKey, ecdsaSignature } from '../key-rules.js'
import {
  anyPinStatus,
  environment,
  lateSearch,
  selected,
  selectedFile,
  selectedKey,
  status,
  verified,
  verifyWith,
} from '../preparation.js'

const sign = `00 2A 9E 9A 20 ${HASH} 00`
const qesKey = selectedKey('B6', '86', '00')

/** MANAGE SECURITY ENVIRONMENT, gemSpec_COS §14.9.9. */
export const manageSecurityEnvironment: CaseGroup = {
  name: 'manage-security-environment',
  cases: [
    {
      id: 'N104.000 a',
      title: 'MSE RESTORE of security environment 1 is accepted.',
      send: '00 22 F3 01',
      expect: ok,
    },
    {
      id: 'N104.200 a',
      title: 'MSE RESTORE puts the current folder into another security environment.',
      given: [selected('DF.QES'), environment(2)],
      send: status('PIN.QES'),
      expect: sw('6982'),
    },
    {
      id: 'N104.200 a',
      title: 'MSE RESTORE of environment 1 takes the folder back from environment 2.',
      given: [selected('DF.QES'), environment(2), environment(1)],
      send: status('PIN.QES'),
      expect: anyPinStatus,
    },
    {
      id: 'N104.200 a',
      title: 'MSE RESTORE in the MF leaves the environment of a folder below it.',
      given: [environment(2), selected('DF.QES')],
      send: status('PIN.QES'),
      expect: anyPinStatus,
    },
    {
      id: 'N104.200 f',
      title: 'MSE RESTORE in a folder leaves the environment of the MF.',
      given: [selected('DF.QES'), environment(2)],
      send: status('PIN.CH'),
      expect: anyPinStatus,
    },
    {
      id: 'N030.100 m.1',
      title: 'After a reset all folders are in security environment 1.',
      given: [environment(2), { reset: true }],
      send: status('PIN.CH'),
      expect: anyPinStatus,
    },
    {
      id: 'N104.200 b',
      title: 'MSE RESTORE empties the references to keys of the current folder.',
      given: [selected('DF.QES'), qesKey, environment(1), ...verified('PIN.QES')],
      send: sign,
      expect: sw('6985'),
    },
    {
      id: 'N104.200 f',
      title: 'MSE RESTORE in a folder leaves the reference to a key of the MF.',
      given: [...verified('PIN.CH'), selectedKey('A4', '06', '00'), selected('DF.ESIGN'), environment(1)],
      send: '00 88 00 00 18 {5A x 24} 00',
      expect: bytes(64),
    },
    {
      id: 'N104.200 c',
      title: 'MSE RESTORE clears the status of the passwords of the current folder.',
      given: [...verified('PIN.QES'), environment(1)],
      send: status('PIN.QES'),
      expect: sw('63C3'),
    },
    {
      id: 'N104.200 c',
      title: 'MSE RESTORE in the MF clears the status of PIN.CH.',
      given: [...verified('PIN.CH'), environment(1)],
      send: status('PIN.CH'),
      expect: sw('63C3'),
    },
    {
      id: 'N104.200 c',
      title: 'MSE RESTORE in a folder leaves the status of PIN.CH, which is of the MF.',
      given: [...verified('PIN.CH'), selected('DF.ESIGN'), environment(1)],
      send: status('PIN.CH'),
      expect: ok,
    },
    {
      id: 'N104.200 d',
      title: 'MSE RESTORE leaves the current file.',
      given: [selected('DF.QES'), selectedFile('D005'), environment(1)],
      send: '00 B0 00 00 01',
      expect: data('7B'),
    },
    {
      id: 'N104.100',
      title: 'MSE is allowed in a security environment for which no rule is written.',
      given: [environment(4)],
      send: '00 22 F3 01',
      expect: ok,
    },
    {
      id: 'N104.320 a',
      title: 'MSE SET selects the key of DF.QES for signatures.',
      given: [selected('DF.QES')],
      send: qesKey.send,
      expect: ok,
    },
    {
      id: 'N104.320 a',
      title: 'MSE SET selects the key for deciphering of DF.ESIGN.',
      given: [selected('DF.ESIGN')],
      send: '00 22 41 B8 06 84 01 85 80 01 0B',
      expect: ok,
    },
    {
      id: 'N104.320 a',
      title: 'MSE SET selects the role key of the MF for INTERNAL AUTHENTICATE.',
      send: '00 22 41 A4 06 84 01 06 80 01 00',
      expect: ok,
    },
    {
      id: 'N021.200 a',
      title: 'MSE SET selects a key of the MF from within another folder.',
      given: [selected('DF.ESIGN')],
      send: '00 22 41 A4 06 84 01 06 80 01 00',
      expect: ok,
    },
    {
      id: 'N104.300 a.1.i',
      title: 'MSE SET of a key that is not there ends with KeyNotFound, or leaves that to the next command.',
      given: [selected('DF.QES')],
      send: '00 22 41 B6 06 84 01 9E 80 01 00',
      expect: lateSearch('6A88'),
    },
    {
      id: 'N021.400 a',
      title: 'A reference to a key of a folder does not find one in the MF.',
      send: '00 22 41 B6 06 84 01 86 80 01 00',
      expect: lateSearch('6A88'),
    },
    {
      id: 'N104.300 a.1.ii',
      title:
        'MSE SET with an algorithm that the key has not ends with UnsupportedFunction, or leaves that to the next command.',
      given: [selected('DF.QES')],
      send: '00 22 41 B6 06 84 01 86 80 01 02',
      expect: lateSearch('6A81'),
    },
    {
      id: 'N021.500 b.1',
      title:
        'MSE SET of a key that has no algorithm in the current environment ends with UnsupportedFunction, or later.',
      given: [selected('DF.ESIGN'), environment(2)],
      send: '00 22 41 B6 06 84 01 86 80 01 00',
      expect: lateSearch('6A81'),
    },
    {
      id: 'N021.500 b.2',
      title: 'MSE SET of a key for deciphering to sign ends with UnsupportedFunction, or later.',
      given: [selected('DF.ESIGN')],
      send: '00 22 41 B6 06 84 01 85 80 01 00',
      expect: lateSearch('6A81'),
    },
    {
      id: 'N104.320 b',
      title: 'After an MSE SET for an algorithm that the key has not, what signs is the key of before or none.',
      needs: ['PrK.HP.QES.E256'],
      given: [...verified('PIN.QES'), qesKey, { send: '00 22 41 B6 06 84 01 86 80 01 02', expect: lateSearch('6A81') }],
      send: sign,
      expect: {
        ...oneOf(['9000', '6A81'], 'N104.300 a.2: a late search finds the algorithm missing only now'),
        data: { is: '64 bytes or none', check: ({ length }) => length === 64 || length === 0 },
      },
    },
    {
      id: 'N088.300 b.1',
      title: 'A key that is not there does not sign, at the latest when it should.',
      given: [...verified('PIN.QES'), { send: '00 22 41 B6 06 84 01 9E 80 01 00', expect: lateSearch('6A88') }],
      send: sign,
      expect: oneOf(['6A88', '6985'], 'N104.300 a.2: 6985 where MSE has refused the reference already'),
    },
    {
      id: 'N104.320 a',
      title: 'A second MSE SET takes the place of the first.',
      needs: ['PrK.HP.SIG.E256'],
      given: [
        ...verified('PIN.CH'),
        selected('DF.ESIGN'),
        { send: '00 46 81 87 00', keep: 'publicKey', expect: that(ecPublicKey) },
        selectedKey('B6', '86', '00'),
        selectedKey('B6', '87', '00'),
      ],
      send: sign,
      expect: that(ecdsaSignature('publicKey')),
    },
    {
      id: 'N029.900 c',
      title: 'A key for deciphering does not take the place of the key for signatures.',
      needs: ['PrK.HP.AUT.E256'],
      given: [
        ...verified('PIN.CH'),
        selected('DF.ESIGN'),
        selectedKey('B6', '86', '00'),
        selectedKey('B8', '85', '0B'),
      ],
      send: sign,
      expect: bytes(64),
    },
    {
      id: 'N030.100 f',
      title: 'After a reset no key is selected.',
      given: [selected('DF.QES'), qesKey, { reset: true }, ...verified('PIN.QES')],
      send: sign,
      expect: sw('6985'),
    },
    {
      id: 'N104.320 a',
      title: 'MSE SET leaves the status of a password.',
      given: [...verified('PIN.QES'), qesKey],
      send: status('PIN.QES'),
      expect: ok,
    },
    {
      id: 'N104.300 b.1',
      title: 'MSE SET of an issuer of certificates that the card does not know ends with KeyNotFound.',
      send: '00 22 81 B6 0A 83 08 0000000000000099',
      expect: sw('6A88'),
    },
    {
      id: 'N104.300 b.3',
      title: 'MSE SET of an issuer of certificates that LIST PUBLIC KEY names is accepted.',
      given: [
        { send: '80 CA 01 00 00 00 00', keep: 'list', expect: beginsWith('E0') },
        { compute: 'issuer', from: (kept) => issuerIn(kept.get('list')) },
      ],
      send: '00 22 81 B6 {#issuer} {issuer}',
      expect: ok,
    },
    {
      id: 'N104.200 c',
      title: 'After MSE RESTORE PIN.QES can be verified again.',
      given: [...verified('PIN.QES'), environment(1)],
      send: verifyWith('PIN.QES'),
      expect: ok,
    },
  ],
}

/** The first key reference of eight bytes in the answer of LIST PUBLIC KEY, as a data object 83. */
function issuerIn(list: Uint8Array): Uint8Array {
  const at = list.findIndex((byte, i) => byte === 0x83 && list[i + 1] === 0x08)
  return list.subarray(at, at + 10)
}
