import { toHex } from '../../bytes/hex.js'
import type { CaseGroup } from '../conformance-case.js'
import { beginsWith, keptData, sw, that } from '../expectation.js'
import { keys, type KeyName } from '../hba-objects.js'
import { ecPublicKey, rsaPublicKey } from '../key-rules.js'
import { pointOf } from '../public-key-object.js'
import { environment, selected, selectedKey } from '../preparation.js'

const names = Object.keys(keys) as KeyName[]
const isRsa = (name: KeyName): boolean => name.endsWith('.R2048')

/** Which certificate speaks of which key, by short file identifier. */
const certified = [
  { key: 'PrK.HP.QES.E256', sfi: '86' },
  { key: 'PrK.HP.AUT.E256', sfi: '86' },
  { key: 'PrK.HP.ENC.E256', sfi: '85' },
] as const

/** GENERATE ASYMMETRIC KEY PAIR, gemSpec_COS §14.9.3: reading, and that nobody may generate. */
export const readPublicKey: CaseGroup = {
  name: 'read-public-key',
  cases: [
    ...names.map((name) => ({
      id: isRsa(name) ? 'N098.200 a' : 'N098.200 b',
      title: `The public part of ${name} is read without any secret.`,
      needs: [name],
      given: [selected(keys[name].folder)],
      send: `00 46 81 ${keys[name].reference} ${isRsa(name) ? '00 00 00' : '00'}`,
      expect: that(isRsa(name) ? rsaPublicKey : ecPublicKey),
    })),
    ...certified.map(({ key, sfi }) => ({
      id: 'N098.300 a',
      title: `The public part of ${key} is the one in its certificate.`,
      needs: [key],
      given: [
        selected(keys[key].folder),
        { send: `00 B0 ${sfi} 00 00 00 00`, keep: 'certificate', expect: beginsWith('30 82') },
      ],
      send: `00 46 81 ${keys[key].reference} 00`,
      expect: that({
        is: 'a public key that stands in the certificate',
        check: (data, kept) => {
          const point = pointOf(data)
          return point !== undefined && toHex(kept.get('certificate')).includes(toHex(point))
        },
      }),
    })),
    {
      id: 'N097.500 a.2',
      title: 'With P2 00 the public part of the selected key is read.',
      needs: ['PrK.HP.QES.E256'],
      given: [
        selected('DF.QES'),
        { send: '00 46 81 86 00', keep: 'publicKey', expect: that(ecPublicKey) },
        selectedKey('B6', '86', '00'),
      ],
      send: '00 46 81 00 00',
      expect: that(keptData('publicKey')),
    },
    {
      id: 'N097.400 a',
      title: 'Reading a public key takes an extended Le.',
      needs: ['PrK.HP.QES.E256'],
      given: [selected('DF.QES')],
      send: '00 46 81 86 00 00 00',
      expect: that(ecPublicKey),
    },
    {
      id: 'N021.200 a',
      title: 'A global reference finds a key of the MF from within another folder.',
      given: [selected('DF.QES')],
      send: '00 46 81 06 00',
      expect: that(ecPublicKey),
    },
    {
      id: 'N097.500 c',
      title: 'Reading a key that is not there ends with KeyNotFound.',
      given: [selected('DF.QES')],
      send: '00 46 81 9E 00',
      expect: sw('6A88'),
    },
    {
      id: 'N021.400 a',
      title: 'Reading a key of a folder in the MF ends with KeyNotFound.',
      send: '00 46 81 86 00',
      expect: sw('6A88'),
    },
    {
      id: 'N021.400 b.2',
      title: 'Reading a key of DF.QES in DF.CIA.QES ends with KeyNotFound.',
      given: [selected('DF.CIA.QES')],
      send: '00 46 81 86 00',
      expect: sw('6A88'),
    },
    {
      id: 'N097.800',
      title: 'Reading a key without key material ends with KeyInvalid.',
      given: [selected('DF.AUTO')],
      send: '00 46 81 82 00',
      expect: sw('6400'),
    },
    {
      id: 'N097.600',
      title: 'Reading a key of DF.QES in security environment 2 is refused.',
      given: [selected('DF.QES'), environment(2)],
      send: '00 46 81 86 00',
      expect: sw('6982'),
    },
    {
      id: 'N097.600',
      title: 'Reading a key of the MF in a security environment without a rule is refused.',
      given: [environment(2)],
      send: '00 46 81 06 00',
      expect: sw('6982'),
    },
    ...['80', '84', 'C0', 'C4'].map((p1) => ({
      id: 'N097.600',
      title: `Nobody may generate a key of DF.QES, here with P1 ${p1}.`,
      given: [selected('DF.QES')],
      send: p1.endsWith('4') ? `00 46 ${p1} 86` : `00 46 ${p1} 86 00`,
      expect: sw('6982'),
    })),
    {
      id: 'N097.600',
      title: 'A key pair that nobody could generate anew is still there.',
      needs: ['PrK.HP.QES.E256'],
      given: [
        selected('DF.QES'),
        { send: '00 46 81 86 00', keep: 'publicKey', expect: that(ecPublicKey) },
        { send: '00 46 C4 86', expect: sw('6982') },
      ],
      send: '00 46 81 86 00',
      expect: that(keptData('publicKey')),
    },
    {
      id: 'N098.300 a',
      title: 'The public part of a key is the same each time.',
      needs: ['PrK.HP.AUT.E256'],
      given: [selected('DF.ESIGN'), { send: '00 46 81 86 00', keep: 'publicKey', expect: that(ecPublicKey) }],
      send: '00 46 81 86 00',
      expect: that(keptData('publicKey')),
    },
    {
      id: 'N097.600',
      title: 'Nobody may generate a key of the MF.',
      send: '00 46 C0 06 00',
      expect: sw('6982'),
    },
  ],
}
