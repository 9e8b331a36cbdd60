import type { CaseGroup, ConformanceCase } from '../conformance-case.js'
import { that } from '../expectation.js'
import { fcp, standardObjectsFirst, type FcpValue } from '../fcp-rule.js'
import { folders, type FolderName } from '../hba-objects.js'
import { selectAid, selected } from '../preparation.js'

const FOLDER = ['38', '78']
const TRANSPARENT = ['01', '41']
const ACTIVE = ['05', '07']

interface FileRow {
  readonly folder: FolderName
  readonly file: string
  readonly fid: string
  readonly sfi: number
  readonly size: number
  /** Logical end of file, where it is the same on every card. */
  readonly end?: number
}

/** Transparent files whose attributes the object system lays down. */
const files: readonly FileRow[] = [
  { folder: 'MF', file: 'EF.GDO', fid: '2F02', sfi: 0x02, size: 12, end: 12 },
  { folder: 'MF', file: 'EF.Version2', fid: '2F11', sfi: 0x11, size: 60 },
  { folder: 'MF', file: 'EF.CardAccess', fid: '011C', sfi: 0x1c, size: 22, end: 22 },
  { folder: 'MF', file: 'EF.C.CA_HPC.CS.E256', fid: '2F07', sfi: 0x07, size: 220, end: 220 },
  { folder: 'MF', file: 'EF.C.HPC.AUTR_CVC.E256', fid: '2F06', sfi: 0x06, size: 222, end: 222 },
  { folder: 'DF.HPA', file: 'EF.HPD', fid: 'D001', sfi: 0x01, size: 2048 },
  { folder: 'DF.QES', file: 'EF.SSEC', fid: 'D005', sfi: 0x05, size: 46, end: 46 },
  { folder: 'DF.QES', file: 'EF.C.HP.QES.E256', fid: 'C006', sfi: 0x06, size: 3000 },
  { folder: 'DF.ESIGN', file: 'EF.C.HP.AUT.E256', fid: 'C506', sfi: 0x06, size: 3000 },
  { folder: 'DF.ESIGN', file: 'EF.C.HP.AUT.R2048', fid: 'C500', sfi: 0x01, size: 1900 },
]

const applications = Object.keys(folders).filter((name) => name !== 'MF') as FolderName[]

/** One object of the FCP of EF.GDO. */
function ofGdo(id: string, title: string, tag: string, value: FcpValue): ConformanceCase {
  return { id, title, send: '00 A4 02 04 02 2F02 00', expect: that(fcp({ [tag]: value })) }
}

/** File control parameters, gemSpec_COS §8.3.3. */
export const fileControlParameters: CaseGroup = {
  name: 'fcp',
  cases: [
    {
      id: 'N013.900',
      title: 'The FCP are one data object with tag 62.',
      send: selectAid('MF', '04'),
      expect: that(fcp({})),
    },
    {
      id: 'N014.900 b',
      title: 'The standard objects in the FCP of the MF lie within the first 256 bytes.',
      send: selectAid('MF', '04'),
      expect: that(standardObjectsFirst),
    },
    {
      id: 'N014.200',
      title: 'The FCP of the MF have its file identifier.',
      send: selectAid('MF', '04'),
      expect: that(fcp({ '83': '3F00' })),
    },
    {
      id: 'N014.500 a',
      title: 'The FCP of the MF say that it is active.',
      send: selectAid('MF', '04'),
      expect: that(fcp({ '8A': ACTIVE })),
    },
    ...applications.map((name) => ({
      id: 'N014.100 a',
      title: `The FCP of ${name} describe a folder with its AID, and nothing that only files have.`,
      send: selectAid(name, '04'),
      expect: that(
        fcp({
          '82': FOLDER,
          '83': null,
          '84': folders[name],
          '8A': ACTIVE,
          '80': null,
          '88': null,
          C5: null,
        }),
      ),
    })),
    ...files.map(({ folder, file, fid, sfi, size, end }) => ({
      id: 'N014.100 b',
      title: `The FCP of ${file} in ${folder} describe a transparent file with its attributes.`,
      given: [selected(folder)],
      send: `00 A4 02 04 02 ${fid} 00`,
      expect: that(
        fcp({
          '80': { number: size },
          '82': TRANSPARENT,
          '83': fid,
          '84': null,
          '88': (sfi << 3).toString(16).toUpperCase().padStart(2, '0'),
          '8A': ACTIVE,
          ...(end !== undefined && { C5: { number: end } }),
        }),
      ),
    })),
    ofGdo('N014.000 c', 'Tag 80 of EF.GDO is the number of its bytes.', '80', { number: 12 }),
    ofGdo('N014.400 a', 'Tag 88 of EF.GDO is its short file identifier, shifted by three bits.', '88', '10'),
    ofGdo('N014.700 c', 'Tag C5 of EF.GDO is its logical end of file.', 'C5', { number: 12 }),
    {
      id: 'N014.700 c',
      title: 'Tag C5 of a certificate file that is not personalised is 0.',
      given: [selected('DF.AUTO')],
      send: '00 A4 02 04 02 E001 00',
      expect: that(fcp({ '80': { number: 3000 }, C5: { number: 0 } })),
    },
    {
      id: 'N014.100 c',
      title: 'The FCP of EF.DIR describe a linear variable file of 10 records of at most 32 bytes.',
      send: '00 A4 02 04 02 2F00 00',
      expect: that(fcp({ '82': ['044100200A', '444100200A', '04410020000A', '44410020000A'] })),
    },
    {
      id: 'N014.000 c',
      title: 'Tag 80 of EF.DIR is the number of bytes for all records.',
      send: '00 A4 02 04 02 2F00 00',
      expect: that(fcp({ '80': { number: 190 } })),
    },
    {
      id: 'N014.700',
      title: 'The FCP of EF.DIR have no C5, which is for transparent files alone.',
      send: '00 A4 02 04 02 2F00 00',
      expect: that(fcp({ C5: null })),
    },
    {
      id: 'N014.400 a',
      title: 'The FCP of EF.DIR have its short file identifier 1E.',
      send: '00 A4 02 04 02 2F00 00',
      expect: that(fcp({ '88': 'F0' })),
    },
    {
      id: 'N014.700 c',
      title: 'Tag C5 follows a WRITE BINARY.',
      given: [
        { send: '00 A4 04 0C' },
        { activate: 'PIN.CH' },
        { send: '00 20 00 01 08 {PIN.CH}' },
        selected('DF.HPA'),
        { send: '00 D0 81 00 03 010203' },
      ],
      send: '00 A4 02 04 02 D001 00',
      expect: that(fcp({ C5: { number: 3 }, '80': { number: 2048 } })),
    },
  ],
}
