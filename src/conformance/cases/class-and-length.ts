import type { CaseGroup } from '../conformance-case.js'
import { bytes, data, ok, sw } from '../expectation.js'
import { gdoReadable, selected, status, verified } from '../preparation.js'

/** Class byte and lengths, gemSpec_COS §11. */
export const classAndLength: CaseGroup = {
  name: 'class-and-length',
  cases: [
    {
      id: 'N031.700 b',
      title: 'A command with secure messaging and without session keys ends with IncorrectSmDo.',
      send: '0C A4 04 0C 0A 8E 08 {00 x 8} 00',
      expect: sw('6988'),
    },
    {
      id: 'N031.700 b',
      title: 'A READ BINARY with secure messaging and without session keys gives nothing.',
      send: '0C B0 82 00 0D 97 01 00 8E 08 {00 x 8} 00',
      expect: sw('6988'),
    },
    {
      id: 'N031.700 b',
      title: 'After a refused command with secure messaging the card goes on in plain.',
      given: [{ send: '0C A4 04 0C 0A 8E 08 {00 x 8} 00', expect: sw('6988') }],
      ...gdoReadable,
      expect: data('5A 0A'),
    },
    {
      id: 'N031.700 b',
      title: 'A refused command with secure messaging leaves the status of PIN.CH.',
      given: [...verified('PIN.CH'), { send: '0C A4 04 0C 0A 8E 08 {00 x 8} 00', expect: sw('6988') }],
      send: status('PIN.CH'),
      expect: ok,
    },
    {
      id: 'N027.200 b.3',
      title: 'READ BINARY takes the length of the answer from Le and not from the file.',
      send: '00 B0 82 00 01',
      expect: data('5A'),
    },
    {
      id: 'N027.000 a',
      title: 'READ BINARY takes an extended Le of one byte.',
      send: '00 B0 82 00 00 00 01',
      expect: data('5A'),
    },
    {
      id: 'N026.900 c',
      title: 'A short command may come in extended form: MSE SET.',
      given: [selected('DF.QES')],
      send: '00 22 41 B6 00 00 06 84 01 86 80 01 00',
      expect: ok,
    },
    {
      id: 'N026.900 c',
      title: 'FINGERPRINT takes its 128 bytes in extended form, too.',
      send: '80 FA 00 00 00 00 80 {C3 x 128} 00 00',
      expect: bytes(8, 16, 32, 48, 64),
    },
  ],
}
