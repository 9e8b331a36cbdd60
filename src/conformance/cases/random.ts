import type { CaseGroup } from '../conformance-case.js'
import { beginsWith, bytes, keptData, oneOf, otherThan, sw, that } from '../expectation.js'
import { environment, selected } from '../preparation.js'

const fingerprintLengths = [8, 16, 32, 48, 64]
const fingerprint = '80 FA 00 00 80 {C3 x 128} 00'

/** GET CHALLENGE, GET RANDOM, FINGERPRINT and LIST PUBLIC KEY, gemSpec_COS §14.9. */
export const random: CaseGroup = {
  name: 'random',
  cases: [
    {
      id: 'N099.000',
      title: 'GET CHALLENGE gives 16 bytes.',
      send: '00 84 00 00 10',
      expect: bytes(16),
    },
    {
      id: 'N098.800 a.1',
      title: 'GET CHALLENGE gives 8 bytes to cards with RSA or DES, or does not know that form.',
      send: '00 84 00 00 08',
      expect: {
        ...oneOf(['9000', '6xxx'], 'N098.800 a.1, b: the form with 8 bytes is optional'),
        data: { is: '8 bytes or none', check: ({ length }) => length === 8 || length === 0 },
      },
    },
    {
      id: 'N099.000',
      title: 'Two challenges are different.',
      given: [{ send: '00 84 00 00 10', keep: 'first', expect: bytes(16) }],
      send: '00 84 00 00 10',
      expect: that(otherThan('first')),
    },
    {
      id: 'N098.900',
      title: 'GET CHALLENGE is allowed in a security environment for which no rule is written.',
      given: [environment(3)],
      send: '00 84 00 00 10',
      expect: bytes(16),
    },
    ...[1, 16, 32, 255].map((length) => ({
      id: 'N099.356 a',
      title: `GET RANDOM gives ${length === 1 ? 'one byte' : `${length} bytes`}.`,
      send: `80 84 00 00 ${length.toString(16).toUpperCase().padStart(2, '0')}`,
      expect: bytes(length),
    })),
    {
      id: 'N099.356 a',
      title: 'GET RANDOM with a wildcard Le gives 256 bytes.',
      send: '80 84 00 00 00',
      expect: bytes(256),
    },
    {
      id: 'N099.356 a',
      title: 'Two answers of GET RANDOM are different.',
      given: [{ send: '80 84 00 00 20', keep: 'first', expect: bytes(32) }],
      send: '80 84 00 00 20',
      expect: that(otherThan('first')),
    },
    {
      id: 'N099.348',
      title: 'GET RANDOM is allowed in DF.QES, whose rules name it.',
      given: [selected('DF.QES')],
      send: '80 84 00 00 10',
      expect: bytes(16),
    },
    {
      id: 'N099.352',
      title: 'GET RANDOM in a security environment without a rule is refused.',
      given: [environment(2)],
      send: '80 84 00 00 10',
      expect: sw('6982'),
    },
    {
      id: 'N096.478',
      title: 'FINGERPRINT answers 128 bytes with a hash or a MAC.',
      send: fingerprint,
      expect: bytes(...fingerprintLengths),
    },
    {
      id: 'N096.476 b.2',
      title: 'FINGERPRINT of the same bytes is the same.',
      given: [{ send: fingerprint, keep: 'first', expect: bytes(...fingerprintLengths) }],
      send: fingerprint,
      expect: that(keptData('first')),
    },
    {
      id: 'N096.476 b.2',
      title: 'FINGERPRINT is the same after a reset.',
      given: [{ send: fingerprint, keep: 'first', expect: bytes(...fingerprintLengths) }, { reset: true }],
      send: fingerprint,
      expect: that(keptData('first')),
    },
    {
      id: 'N096.476 b.3',
      title: 'FINGERPRINT is the same after files and PINs were changed.',
      given: [
        { send: fingerprint, keep: 'first', expect: bytes(...fingerprintLengths) },
        { activate: 'PIN.CH' },
        { send: '00 20 00 01 08 {PIN.CH}' },
        selected('DF.HPA'),
        { send: '00 D6 81 00 02 0102' },
        selected('MF'),
      ],
      send: fingerprint,
      expect: that(keptData('first')),
    },
    {
      id: 'N096.478',
      title: 'FINGERPRINT of other bytes is another.',
      given: [{ send: fingerprint, keep: 'first', expect: bytes(...fingerprintLengths) }],
      send: '80 FA 00 00 80 {C4 x 128} 00',
      expect: that(otherThan('first')),
    },
    {
      id: 'N096.474',
      title: 'FINGERPRINT is refused in a folder whose rules do not name it.',
      given: [selected('DF.QES')],
      send: fingerprint,
      expect: sw('6982'),
    },
    {
      id: 'N099.462 f',
      title: 'LIST PUBLIC KEY gives objects with tag E0.',
      send: '80 CA 01 00 00 00 00',
      expect: beginsWith('E0'),
    },
    {
      id: 'N099.462 f',
      title: 'LIST PUBLIC KEY names the MF as the application of its first key.',
      send: '80 CA 01 00 00 00 00',
      expect: that({
        is: 'E0 with 4F and the AID of the MF first',
        check: (data) => data[0] === 0xe0 && Buffer.from(data.subarray(2, 10)).toString('hex') === '4f06d27600014601',
      }),
    },
    {
      id: 'N099.460 a',
      title: 'LIST PUBLIC KEY is the same in every folder.',
      given: [{ send: '80 CA 01 00 00 00 00', keep: 'list', expect: beginsWith('E0') }, selected('DF.QES')],
      send: '80 CA 01 00 00 00 00',
      expect: that(keptData('list')),
    },
  ],
}
