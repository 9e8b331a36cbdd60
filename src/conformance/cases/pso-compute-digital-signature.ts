import type { CaseGroup, Step } from '../conformance-case.js'
import { bytes, oneOf, otherThan, sw, that } from '../expectation.js'
import { keys, type FolderName, type KeyName, type PasswordName } from '../hba-objects.js'
import {
  HASH,
  MESSAGE_DIGEST_INFO,
  MESSAGE_HASH,
  ecPublicKey,
  ecdsaSignature,
  pkcs1Signature,
  pssSignature,
  rsaPublicKey,
} from '../key-rules.js'
import {
  activated,
  environment,
  lateSearch,
  selected,
  selectedKey,
  verified,
  verifyWith,
  wrongTries,
} from '../preparation.js'

const sign = `00 2A 9E 9A 20 ${HASH} 00`
const signMessage = `00 2A 9E 9A 20 ${MESSAGE_HASH} 00`
const qesKey = selectedKey('B6', '86', '00')

/** The public part of the key is kept as `publicKey`, and the key is selected; its password is verified before. */
function ready(password: PasswordName, folder: FolderName, key: KeyName, algorithm: string): Step[] {
  const { reference } = keys[key]
  const isRsa = key.endsWith('.R2048')
  return [
    ...verified(password),
    ...(password === 'PIN.CH' ? [selected(folder)] : []),
    {
      send: isRsa ? `00 46 81 ${reference} 00 00 00` : `00 46 81 ${reference} 00`,
      keep: 'publicKey',
      expect: that(isRsa ? rsaPublicKey : ecPublicKey),
    },
    selectedKey('B6', reference, algorithm),
  ]
}

/** PSO COMPUTE DIGITAL SIGNATURE, gemSpec_COS §14.8.2. */
export const psoComputeDigitalSignature: CaseGroup = {
  name: 'pso-compute-digital-signature',
  cases: [
    {
      id: 'N088.600 c',
      title: 'PrK.HP.QES.E256 signs after PIN.QES, and its public part verifies.',
      needs: ['PrK.HP.QES.E256'],
      given: ready('PIN.QES', 'DF.QES', 'PrK.HP.QES.E256', '00'),
      send: sign,
      expect: that(ecdsaSignature('publicKey')),
    },
    {
      id: 'N088.600 c',
      title: 'PrK.HP.AUT.E256 signs after PIN.CH, and its public part verifies.',
      needs: ['PrK.HP.AUT.E256'],
      given: ready('PIN.CH', 'DF.ESIGN', 'PrK.HP.AUT.E256', '00'),
      send: sign,
      expect: that(ecdsaSignature('publicKey')),
    },
    {
      id: 'N088.600 c',
      title: 'PrK.HP.SIG.E256 signs after PIN.CH, and its public part verifies.',
      needs: ['PrK.HP.SIG.E256'],
      given: ready('PIN.CH', 'DF.ESIGN', 'PrK.HP.SIG.E256', '00'),
      send: sign,
      expect: that(ecdsaSignature('publicKey')),
    },
    {
      id: 'N088.600 a',
      title: 'PrK.HP.QES.R2048 signs by PSS after PIN.QES, and its public part verifies.',
      needs: ['PrK.HP.QES.R2048'],
      given: ready('PIN.QES', 'DF.QES', 'PrK.HP.QES.R2048', '05'),
      send: signMessage,
      expect: that(pssSignature('publicKey')),
    },
    {
      id: 'N088.600 a',
      title: 'PrK.HP.AUT.R2048 signs by PSS after PIN.CH, and its public part verifies.',
      needs: ['PrK.HP.AUT.R2048'],
      given: ready('PIN.CH', 'DF.ESIGN', 'PrK.HP.AUT.R2048', '05'),
      send: signMessage,
      expect: that(pssSignature('publicKey')),
    },
    {
      id: 'N088.600 a',
      title: 'PrK.HP.SIG.R2048 signs by PSS after PIN.CH, and its public part verifies.',
      needs: ['PrK.HP.SIG.R2048'],
      given: ready('PIN.CH', 'DF.ESIGN', 'PrK.HP.SIG.R2048', '05'),
      send: signMessage,
      expect: that(pssSignature('publicKey')),
    },
    {
      id: 'N088.600 d',
      title: 'PrK.HP.AUT.R2048 signs by PKCS#1 1.5 the DigestInfo that it is given.',
      needs: ['PrK.HP.AUT.R2048'],
      given: ready('PIN.CH', 'DF.ESIGN', 'PrK.HP.AUT.R2048', '02'),
      send: `00 2A 9E 9A 33 ${MESSAGE_DIGEST_INFO} 00`,
      expect: that(pkcs1Signature('publicKey')),
    },
    {
      id: 'N088.600 a',
      title: 'Two PSS signatures of the same hash are different.',
      needs: ['PrK.HP.QES.R2048'],
      given: [
        ...ready('PIN.QES', 'DF.QES', 'PrK.HP.QES.R2048', '05'),
        { send: signMessage, keep: 'first', expect: bytes(256) },
      ],
      send: signMessage,
      expect: that(otherThan('first')),
    },
    {
      id: 'N088.200 a',
      title: 'PSO COMPUTE DIGITAL SIGNATURE takes an extended Le.',
      needs: ['PrK.HP.QES.E256'],
      given: [...verified('PIN.QES'), qesKey],
      send: `00 2A 9E 9A 00 00 20 ${HASH} 00 00`,
      expect: bytes(64),
    },
    {
      id: 'N088.400',
      title: 'A key of DF.QES does not sign without PIN.QES.',
      given: [...activated('PIN.QES'), qesKey],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'A key of DF.QES does not sign while PIN.QES has its Transport-PIN.',
      given: [{ send: '00 20 00 01 08 {PIN.CH.transport}', expect: sw('6985') }, selected('DF.QES'), qesKey],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'PIN.CH does not open a key of DF.QES.',
      given: [...verified('PIN.CH'), ...activated('PIN.QES'), qesKey],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'PrK.HP.AUT.E256 does not sign without PIN.CH.',
      given: [...activated('PIN.CH'), selected('DF.ESIGN'), selectedKey('B6', '86', '00')],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'PIN.QES does not open a key of DF.ESIGN.',
      given: [...verified('PIN.QES'), selected('DF.ESIGN'), selectedKey('B6', '86', '00')],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'A key of DF.QES does not sign after a wrong PIN.QES.',
      given: [...verified('PIN.QES'), qesKey, ...wrongTries('PIN.QES', 1)],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'A key of DF.QES does not sign after a change of PIN.QES with a wrong old value.',
      given: [
        ...verified('PIN.QES'),
        qesKey,
        { send: '00 24 00 81 10 {PIN.QES.wrong} {PIN.QES.new}', expect: sw('63C2') },
      ],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'A key of DF.QES does not sign after the PUK was used.',
      given: [...verified('PIN.QES'), qesKey, { send: '00 2C 01 81 08 {PIN.QES.puk}' }],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N088.400',
      title: 'A key of DF.QES signs in security environment 2 only over the channel of a signature application.',
      given: [...activated('PIN.QES'), environment(2), { ...qesKey, expect: lateSearch('6A81') }],
      send: sign,
      expect: oneOf(
        ['6982', '6A81', '6985'],
        'N088.900 a: cards of 4.5.0 have no algorithm for this key in environment 2',
      ),
    },
    {
      id: 'N088.300 a',
      title: 'PSO COMPUTE DIGITAL SIGNATURE without a selected key ends with NoKeyReference.',
      given: [...verified('PIN.QES')],
      send: sign,
      expect: sw('6985'),
    },
    {
      id: 'N088.300 a',
      title: 'A key that is selected for deciphering is none for signatures.',
      given: [...verified('PIN.CH'), selected('DF.ESIGN'), selectedKey('B8', '85', '0B')],
      send: sign,
      expect: sw('6985'),
    },
    {
      id: 'N088.500',
      title: 'A key of DF.AUTO without key material ends with KeyInvalid.',
      given: [
        selected('DF.AUTO'),
        { send: '00 24 01 81 08 {digits 246801}' },
        { send: '00 20 00 81 08 {digits 246801}' },
        selectedKey('B6', '82', '05'),
      ],
      send: `00 2A 9E 9A 00 00 20 ${MESSAGE_HASH} 00 00`,
      expect: sw('6400'),
    },
    {
      id: 'N088.600 c',
      title: 'Two ECDSA signatures of different hashes have different r.',
      needs: ['PrK.HP.QES.E256'],
      given: [...verified('PIN.QES'), qesKey, { send: sign, keep: 'first', expect: bytes(64) }],
      send: '00 2A 9E 9A 20 {5A x 32} 00',
      expect: that({
        is: '64 bytes of which the first 32 are others than before',
        check: (data, kept) => data.length === 64 && data.some((byte, i) => i < 32 && byte !== kept.get('first')[i]),
      }),
    },
    {
      id: 'N022.200 a.1',
      title: 'PIN.CH covers any number of signatures.',
      needs: ['PrK.HP.AUT.E256'],
      given: [
        ...verified('PIN.CH'),
        selected('DF.ESIGN'),
        selectedKey('B6', '86', '00'),
        { send: sign, times: 20, expect: bytes(64) },
      ],
      send: '80 20 00 01',
      expect: sw('9000'),
    },
    {
      id: 'N022.200 a.1',
      title: 'PIN.QES covers as many signatures as EF.SSEC says.',
      needs: ['PrK.HP.QES.E256'],
      given: [...verified('PIN.QES'), qesKey],
      send: sign,
      times: 'signatureLimit',
      expect: bytes(64),
    },
    {
      id: 'N022.200 a.1',
      title: 'One signature more than EF.SSEC says is refused.',
      needs: ['PrK.HP.QES.E256'],
      given: [...verified('PIN.QES'), qesKey, { send: sign, times: 'signatureLimit', expect: bytes(64) }],
      send: sign,
      expect: sw('6982'),
    },
    {
      id: 'N078.500',
      title: 'After the last signature that PIN.QES covers its status is no longer set.',
      needs: ['PrK.HP.QES.E256'],
      given: [...verified('PIN.QES'), qesKey, { send: sign, times: 'signatureLimit', expect: bytes(64) }],
      send: '80 20 00 81',
      expect: sw('63C3'),
    },
    {
      id: 'N030.900 a',
      title: 'VERIFY of a PIN.QES that is verified already gives all signatures again.',
      needs: ['PrK.HP.QES.E256'],
      given: [
        ...verified('PIN.QES'),
        qesKey,
        { send: sign, times: 3, expect: bytes(64) },
        { send: verifyWith('PIN.QES') },
      ],
      send: sign,
      times: 'signatureLimit',
      expect: bytes(64),
    },
    {
      id: 'N030.900 b',
      title: 'After the last signature a new VERIFY gives the next ones.',
      needs: ['PrK.HP.QES.E256'],
      given: [
        ...verified('PIN.QES'),
        qesKey,
        { send: sign, times: 'signatureLimit', expect: bytes(64) },
        { send: verifyWith('PIN.QES') },
      ],
      send: sign,
      expect: bytes(64),
    },
    {
      id: 'N022.200',
      title: 'Reading takes no signature from PIN.QES.',
      needs: ['PrK.HP.QES.E256'],
      given: [
        ...verified('PIN.QES'),
        qesKey,
        { send: '00 B0 85 00 01', times: 10, expect: bytes(1) },
        { send: '00 46 81 86 00', times: 10, expect: that(ecPublicKey) },
      ],
      send: sign,
      times: 'signatureLimit',
      expect: bytes(64),
    },
  ],
}
