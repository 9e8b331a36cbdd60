import type { CaseGroup } from '../conformance-case.js'
import { beginsWith, bytes, data, keptData, oneOf, sw, that } from '../expectation.js'
import type { FolderName, KeyName } from '../hba-objects.js'
import { environment, gdoReadable, selected, selectedFile } from '../preparation.js'
import { wholeDerObject } from '../whole-object-rule.js'

/** What every card has in a file: at least its first bytes. */
interface ContentRow {
  readonly folder: FolderName
  readonly file: string
  readonly sfi: string
  readonly begins: string
  readonly needs?: KeyName
}

const contents: readonly ContentRow[] = [
  { folder: 'MF', file: 'EF.ATR', sfi: '9D', begins: 'E0' },
  { folder: 'MF', file: 'EF.CardAccess', sfi: '9C', begins: '31 14 30 12 06 0A 04007F00070202040202' },
  { folder: 'MF', file: 'EF.GDO', sfi: '82', begins: '5A 0A 80 27' },
  { folder: 'MF', file: 'EF.Version2', sfi: '91', begins: 'EF' },
  { folder: 'MF', file: 'EF.C.CA_HPC.CS.E256', sfi: '87', begins: '7F21' },
  { folder: 'MF', file: 'EF.C.HPC.AUTR_CVC.E256', sfi: '86', begins: '7F21' },
  { folder: 'MF', file: 'EF.C.HPC.AUTD_SUK_CVC.E256', sfi: '89', begins: '7F21' },
  { folder: 'DF.QES', file: 'EF.SSEC', sfi: '85', begins: '7B' },
  { folder: 'DF.CIA.QES', file: 'EF.CIA.CIAInfo', sfi: '92', begins: '30' },
  { folder: 'DF.CIA.QES', file: 'EF.OD', sfi: '91', begins: 'A8' },
  { folder: 'DF.CIA.QES', file: 'EF.AOD', sfi: '94', begins: '30' },
  { folder: 'DF.CIA.QES', file: 'EF.PrKD', sfi: '95', begins: '' },
  { folder: 'DF.CIA.QES', file: 'EF.CD', sfi: '96', begins: '' },
  { folder: 'DF.CIA.ESIGN', file: 'EF.CIA.CIAInfo', sfi: '92', begins: '30' },
  { folder: 'DF.CIA.ESIGN', file: 'EF.OD', sfi: '91', begins: 'A8' },
  { folder: 'DF.CIA.ESIGN', file: 'EF.AOD', sfi: '94', begins: '30' },
]

/** Certificates, each with the key that has to be there for it to be. */
const certificates: readonly Omit<ContentRow, 'begins'>[] = [
  { folder: 'DF.QES', file: 'EF.C.HP.QES.E256', sfi: '86', needs: 'PrK.HP.QES.E256' },
  { folder: 'DF.QES', file: 'EF.C.HP.QES.R2048', sfi: '90', needs: 'PrK.HP.QES.R2048' },
  { folder: 'DF.ESIGN', file: 'EF.C.HP.AUT.E256', sfi: '86', needs: 'PrK.HP.AUT.E256' },
  { folder: 'DF.ESIGN', file: 'EF.C.HP.AUT.R2048', sfi: '81', needs: 'PrK.HP.AUT.R2048' },
  { folder: 'DF.ESIGN', file: 'EF.C.HP.ENC.E256', sfi: '85', needs: 'PrK.HP.ENC.E256' },
  { folder: 'DF.ESIGN', file: 'EF.C.HP.ENC.R2048', sfi: '82', needs: 'PrK.HP.ENC.R2048' },
]

const noOrder = "N052.600 a: the order of the trailers is the manufacturer's, and no rule allows the command either"

/** READ BINARY, gemSpec_COS §14.3.2. */
export const readBinary: CaseGroup = {
  name: 'read-binary',
  cases: [
    ...contents.map(({ folder, file, sfi, begins }) => ({
      id: 'N051.800 a.1',
      title: `READ BINARY finds ${file} in ${folder} by its short file identifier.`,
      given: [selected(folder)],
      send: `00 B0 ${sfi} 00 00`,
      expect: begins === '' ? that({ is: 'any content', check: ({ length }) => length > 0 }) : beginsWith(begins),
    })),
    ...certificates.map(({ folder, file, sfi, needs }) => ({
      id: 'N029.890 a.2',
      title: `READ BINARY with an extended Le gives all of ${file} in ${folder}, which is longer than 256 bytes.`,
      ...(needs && { needs: [needs] }),
      given: [selected(folder)],
      send: `00 B0 ${sfi} 00 00 00 00`,
      expect: that(wholeDerObject),
    })),
    {
      id: 'N051.700 a',
      title: 'READ BINARY reads the file that SELECT has made current.',
      given: [selectedFile('2F02')],
      send: '00 B0 00 00 00',
      expect: bytes(12),
    },
    {
      id: 'N051.800 a.1',
      title: 'READ BINARY with a short file identifier makes the file current.',
      given: [gdoReadable],
      send: '00 B0 00 00 02',
      expect: data('5A 0A'),
    },
    {
      id: 'N051.800 a.1',
      title: 'READ BINARY with a short file identifier takes the place of the current file.',
      given: [selectedFile('2F11'), gdoReadable],
      send: '00 B0 00 01 01',
      expect: data('0A'),
    },
    {
      id: 'N051.800 a.2',
      title: 'READ BINARY of a short file identifier that is not there ends with FileNotFound.',
      send: '00 B0 83 00 00',
      expect: sw('6A82'),
    },
    {
      id: 'N051.800 a.2',
      title: 'READ BINARY that finds no file leaves the current file as it is.',
      given: [selectedFile('2F02'), { send: '00 B0 83 00 00', expect: sw('6A82') }],
      send: '00 B0 00 00 02',
      expect: data('5A 0A'),
    },
    {
      id: 'N051.800 a',
      title: 'READ BINARY looks for a short file identifier in the current folder only.',
      given: [selected('DF.QES')],
      send: '00 B0 82 00 00',
      expect: sw('6A82'),
    },
    {
      id: 'N051.800 b.1',
      title: 'READ BINARY without a current file ends with NoCurrentEF.',
      send: '00 B0 00 00 00',
      expect: sw('6986'),
    },
    {
      id: 'N030.100 n',
      title: 'After a reset no file is current.',
      given: [selectedFile('2F02'), { reset: true }],
      send: '00 B0 00 00 00',
      expect: sw('6986'),
    },
    {
      id: 'N051.900',
      title: 'READ BINARY of EF.GDO in a security environment without a rule is refused.',
      given: [environment(2)],
      send: '00 B0 82 00 00',
      expect: sw('6982'),
    },
    {
      id: 'N023.400 c',
      title: 'The security environment that counts is that of the folder in which the file is.',
      given: [environment(2), selected('DF.QES')],
      send: '00 B0 85 00 01',
      expect: data('7B'),
    },
    {
      id: 'N051.900',
      title: 'READ BINARY of EF.SSEC is allowed in security environment 2, too.',
      given: [selected('DF.QES'), environment(2)],
      send: '00 B0 85 00 01',
      expect: data('7B'),
    },
    {
      id: 'N051.900',
      title: 'READ BINARY of EF.SSEC is refused in security environment 3, for which no rule is written.',
      given: [selected('DF.QES'), environment(3)],
      send: '00 B0 85 00 01',
      expect: sw('6982'),
    },
    {
      id: 'N052.000',
      title: 'READ BINARY of the record file EF.DIR is refused.',
      send: '00 B0 9E 00 00',
      expect: oneOf(['6981', '6982'], noOrder),
    },
    {
      id: 'N052.000',
      title: 'READ BINARY is refused where the current file is a record file.',
      given: [selectedFile('2F00')],
      send: '00 B0 00 00 00',
      expect: oneOf(['6981', '6982'], noOrder),
    },
    {
      id: 'N052.100',
      title: 'READ BINARY from the logical end of file on ends with OffsetTooBig.',
      send: '00 B0 82 0C 00',
      expect: sw('6B00'),
    },
    {
      id: 'N052.100',
      title: 'READ BINARY from the greatest offset ends with OffsetTooBig.',
      given: [selectedFile('2F02')],
      send: '00 B0 7F FF 00',
      expect: sw('6B00'),
    },
    {
      id: 'N052.100',
      title: 'READ BINARY of an empty file ends with OffsetTooBig even from its beginning.',
      given: [selected('DF.AUTO')],
      send: '00 B0 81 00 00',
      expect: sw('6B00'),
    },
    {
      id: 'N052.100',
      title: 'READ BINARY is bounded by the logical end of file and not by the size of the file.',
      given: [selected('DF.AUTO')],
      send: '00 B0 82 64 01',
      expect: sw('6B00'),
    },
    {
      id: 'N052.300',
      title: 'READ BINARY for more than there is warns and gives what there is.',
      given: [{ send: '00 B0 82 00 00', keep: 'all', expect: bytes(12) }],
      send: '00 B0 82 08 0A',
      expect: that(keptData('all', 8), '6282'),
    },
    {
      id: 'N052.300',
      title: 'READ BINARY for one byte too many warns.',
      given: [{ send: '00 B0 82 00 00', keep: 'all', expect: bytes(12) }],
      send: '00 B0 82 00 0D',
      expect: that(keptData('all'), '6282'),
    },
    {
      id: 'N052.300',
      title: 'READ BINARY warns with an extended Le as well.',
      given: [{ send: '00 B0 82 00 00', keep: 'all', expect: bytes(12) }],
      send: '00 B0 82 00 00 00 0D',
      expect: that(keptData('all'), '6282'),
    },
    {
      id: 'N052.400',
      title: 'READ BINARY up to the logical end of file exactly does not warn.',
      send: '00 B0 82 00 0C',
      expect: bytes(12),
    },
    {
      id: 'N052.300',
      title: 'READ BINARY with a wildcard Le does not warn, however little there is.',
      send: '00 B0 82 08 00',
      expect: bytes(4),
    },
    {
      id: 'N052.300',
      title: 'READ BINARY with an extended wildcard Le does not warn.',
      send: '00 B0 82 08 00 00 00',
      expect: bytes(4),
    },
    {
      id: 'N052.500 a',
      title: 'READ BINARY takes the offset as the number of the first byte.',
      given: [{ send: '00 B0 82 00 00', keep: 'all', expect: bytes(12) }],
      send: '00 B0 82 05 03',
      expect: that(keptData('all', 5, 3)),
    },
    {
      id: 'N052.500 a',
      title: 'READ BINARY reads the last byte of a file.',
      given: [{ send: '00 B0 82 00 00', keep: 'all', expect: bytes(12) }],
      send: '00 B0 82 0B 01',
      expect: that(keptData('all', 11)),
    },
    {
      id: 'N052.500 b',
      title: 'READ BINARY gives no more than Ne.',
      given: [{ send: '00 B0 82 00 00', keep: 'all', expect: bytes(12) }],
      send: '00 B0 82 00 05',
      expect: that(keptData('all', 0, 5)),
    },
    {
      id: 'N052.500 b',
      title: 'A short wildcard Le stands for 256 bytes.',
      given: [selected('DF.QES'), { send: '00 B0 86 00 00 00 00', keep: 'all', expect: that(wholeDerObject) }],
      needs: ['PrK.HP.QES.E256'],
      send: '00 B0 86 00 00',
      expect: that(keptData('all', 0, 256)),
    },
    {
      id: 'N050.900',
      title: 'READ BINARY without a short file identifier has an offset of two bytes.',
      given: [selected('DF.QES'), { send: '00 B0 86 00 00 00 00', keep: 'all', expect: that(wholeDerObject) }],
      needs: ['PrK.HP.QES.E256'],
      send: '00 B0 01 01 10',
      expect: that(keptData('all', 257, 16)),
    },
    {
      id: 'N052.500 c',
      title: 'READ BINARY stops at the logical end of file of a file that is larger.',
      given: [selectedFile('2F11'), { send: '00 B0 00 00 00', keep: 'all', expect: beginsWith('EF') }],
      send: '00 B0 00 01 00 01 00',
      expect: that(keptData('all', 1), '6282'),
    },
    {
      id: 'N051.300',
      title: 'READ BINARY with a short file identifier reads from the greatest offset of one byte.',
      given: [selected('DF.QES'), { send: '00 B0 86 00 00 00 00', keep: 'all', expect: that(wholeDerObject) }],
      needs: ['PrK.HP.QES.E256'],
      send: '00 B0 86 FF 02',
      expect: that(keptData('all', 255, 2)),
    },
    {
      id: 'N052.500 a',
      title: 'READ BINARY of the same bytes gives the same bytes.',
      given: [{ send: '00 B0 91 00 00', keep: 'first', expect: beginsWith('EF') }],
      send: '00 B0 91 00 00',
      expect: that(keptData('first')),
    },
  ],
}
