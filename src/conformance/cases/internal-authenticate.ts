import type { CaseGroup, Step } from '../conformance-case.js'
import { bytes, ok, oneOf, sw, that } from '../expectation.js'
import {
  MESSAGE_DIGEST_INFO,
  MESSAGE_HASH,
  ecPublicKey,
  ecdsaSignature,
  pkcs1Signature,
  pssSignature,
  rsaPublicKey,
} from '../key-rules.js'
import { activated, lateSearch, reset, selected, selectedKey, verified } from '../preparation.js'

const role = selectedKey('A4', '06', '00')
const token = '00 88 00 00 18 {5A x 24} 00'

/** What elcRoleAuthentication signs (N086.900 a): token and `00` as a number of 32 bytes. */
const signed = Uint8Array.from({ length: 32 }, (_, i) => (i >= 7 && i < 31 ? 0x5a : 0))

/** PIN.CH is verified, PrK.HP.AUT.R2048 selected, its public part kept. */
function authenticationKey(algorithm: string): Step[] {
  return [
    ...verified('PIN.CH'),
    selected('DF.ESIGN'),
    { send: '00 46 81 82 00 00 00', keep: 'publicKey', expect: that(rsaPublicKey) },
    selectedKey('A4', '82', algorithm),
  ]
}

/** INTERNAL AUTHENTICATE, gemSpec_COS §14.7.4. */
export const internalAuthenticate: CaseGroup = {
  name: 'internal-authenticate',
  cases: [
    {
      id: 'N086.900 a',
      title: 'PrK.HPC.AUTR_CVC.E256 signs the token with the byte of its algorithm, and its public part verifies.',
      given: [...verified('PIN.CH'), { send: '00 46 81 06 00', keep: 'publicKey', expect: that(ecPublicKey) }, role],
      send: token,
      expect: that(ecdsaSignature('publicKey', signed)),
    },
    {
      id: 'N086.800',
      title: 'PrK.HPC.AUTR_CVC.E256 does not sign without PIN.CH.',
      given: [...activated('PIN.CH'), role],
      send: token,
      expect: sw('6982'),
    },
    {
      id: 'N086.800',
      title: 'PrK.HPC.AUTR_CVC.E256 does not sign after a reset.',
      given: [...verified('PIN.CH'), reset, role],
      send: token,
      expect: sw('6982'),
    },
    {
      id: 'N086.800',
      title: 'PIN.QES does not open PrK.HPC.AUTR_CVC.E256.',
      given: [...verified('PIN.QES'), role],
      send: token,
      expect: sw('6982'),
    },
    {
      id: 'N086.700 a',
      title: 'INTERNAL AUTHENTICATE without a selected key ends with NoKeyReference.',
      given: [...verified('PIN.CH')],
      send: token,
      expect: sw('6985'),
    },
    {
      id: 'N021.200 a',
      title: 'PrK.HPC.AUTR_CVC.E256 of the MF signs from within another folder.',
      given: [...verified('PIN.CH'), selected('DF.ESIGN'), role],
      send: token,
      expect: bytes(64),
    },
    {
      id: 'N086.820',
      title: 'A token that ends with the own number of the card ends with WrongToken.',
      given: [...verified('PIN.CH'), { send: '00 B0 82 04 08', keep: 'ownNumber', expect: bytes(8) }, role],
      send: '00 88 00 00 18 {5A x 16} {ownNumber} 00',
      expect: sw('6A80'),
    },
    {
      id: 'N086.820',
      title: 'A token with the own number of the card anywhere but at its end is signed.',
      given: [...verified('PIN.CH'), { send: '00 B0 82 04 08', keep: 'ownNumber', expect: bytes(8) }, role],
      send: '00 88 00 00 18 {ownNumber} {5A x 16} 00',
      expect: bytes(64),
    },
    {
      id: 'N086.900 b',
      title: 'PrK.HP.AUT.R2048 authenticates by PSS, and its public part verifies.',
      needs: ['PrK.HP.AUT.R2048'],
      given: authenticationKey('05'),
      send: `00 88 00 00 20 ${MESSAGE_HASH} 00`,
      expect: that(pssSignature('publicKey')),
    },
    {
      id: 'N086.820',
      title: 'With rsaClientAuthentication a token that ends with the own number of the card is signed.',
      needs: ['PrK.HP.AUT.R2048'],
      given: [{ send: '00 B0 82 04 08', keep: 'ownNumber', expect: bytes(8) }, ...authenticationKey('05')],
      send: '00 88 00 00 18 {5A x 16} {ownNumber} 00',
      expect: bytes(256),
    },
    {
      id: 'N086.900 e',
      title: 'PrK.HP.AUT.R2048 authenticates by PKCS#1 1.5 over the DigestInfo that it is given.',
      needs: ['PrK.HP.AUT.R2048'],
      given: authenticationKey('02'),
      send: `00 88 00 00 33 ${MESSAGE_DIGEST_INFO} 00`,
      expect: that(pkcs1Signature('publicKey')),
    },
    {
      id: 'N086.800',
      title: 'PrK.HP.AUT.R2048 does not authenticate without PIN.CH.',
      needs: ['PrK.HP.AUT.R2048'],
      given: [...activated('PIN.CH'), selected('DF.ESIGN'), selectedKey('A4', '82', '05')],
      send: `00 88 00 00 20 ${MESSAGE_HASH} 00`,
      expect: sw('6982'),
    },
    {
      id: 'N086.700 b.2',
      title: 'PrK.HP.AUT.E256, which only signs, does not authenticate.',
      given: [
        ...verified('PIN.CH'),
        selected('DF.ESIGN'),
        { ...selectedKey('A4', '86', '00'), expect: lateSearch('6A81') },
      ],
      send: token,
      expect: oneOf(
        ['6A81', '6982', '6985'],
        'N087.200 a, N104.300 a.2: no algorithm, no rule and no reference at once',
      ),
    },
    {
      id: 'N086.810',
      title: 'A key of DF.AUTO without key material does not authenticate.',
      given: [
        selected('DF.AUTO'),
        { send: '00 24 01 81 08 {digits 246801}', expect: ok },
        { send: '00 20 00 81 08 {digits 246801}', expect: ok },
        selectedKey('A4', '82', '05'),
      ],
      send: `00 88 00 00 00 00 20 ${MESSAGE_HASH} 00 00`,
      expect: sw('6400'),
    },
  ],
}
