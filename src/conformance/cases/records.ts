import type { CaseGroup } from '../conformance-case.js'
import { beginsWith, bytes, data, keptData, oneOf, sw, that } from '../expectation.js'
import { folders, type FolderName } from '../hba-objects.js'
import { environment, selected, selectedFile } from '../preparation.js'

/** Applications in the order of the records of EF.DIR. */
const directory = Object.keys(folders) as FolderName[]

const noOrder = "the order of the trailers is the manufacturer's, and no rule allows the command either"

/** The record of EF.DIR that names a folder. */
function recordOf(name: FolderName): string {
  const aid = folders[name]
  const length = (bytesBefore: number): string => (aid.length / 2 + bytesBefore).toString(16).padStart(2, '0')
  return `61 ${length(2)} 4F ${length(0)} ${aid}`
}

/** READ, SEARCH, UPDATE, APPEND, ERASE and DELETE RECORD, gemSpec_COS §14.4. */
export const records: CaseGroup = {
  name: 'records',
  cases: [
    ...directory.map((name, i) => ({
      id: 'N067.200 a',
      title: `READ RECORD gives record ${i + 1} of EF.DIR, which names ${name}.`,
      send: `00 B2 0${i + 1} F4 00`,
      expect: data(recordOf(name)),
    })),
    {
      id: 'N066.700',
      title: 'READ RECORD behind the last record ends with RecordNotFound.',
      send: '00 B2 08 F4 00',
      expect: sw('6A83'),
    },
    {
      id: 'N066.700',
      title: 'READ RECORD of the greatest record number ends with RecordNotFound.',
      send: '00 B2 FE F4 00',
      expect: sw('6A83'),
    },
    {
      id: 'N066.300 a',
      title: 'READ RECORD reads the file that SELECT has made current.',
      given: [selectedFile('2F00')],
      send: '00 B2 01 04 00',
      expect: data(recordOf('MF')),
    },
    {
      id: 'N066.400 a.1',
      title: 'READ RECORD with a short file identifier makes the file current.',
      given: [{ send: '00 B2 01 F4 00', expect: beginsWith('61') }],
      send: '00 B2 03 04 00',
      expect: data(recordOf('DF.QES')),
    },
    {
      id: 'N066.400 a.2',
      title: 'READ RECORD of a short file identifier that is not there ends with FileNotFound.',
      send: '00 B2 01 1C 00',
      expect: sw('6A82'),
    },
    {
      id: 'N066.400 a.2',
      title: 'READ RECORD that finds no file leaves the current file as it is.',
      given: [selectedFile('2F00'), { send: '00 B2 01 1C 00', expect: sw('6A82') }],
      send: '00 B2 02 04 00',
      expect: data(recordOf('DF.HPA')),
    },
    {
      id: 'N066.400 a',
      title: 'READ RECORD looks for a short file identifier in the current folder only.',
      given: [selected('DF.QES')],
      send: '00 B2 01 F4 00',
      expect: sw('6A82'),
    },
    {
      id: 'N066.400 b.1',
      title: 'READ RECORD without a current file ends with NoCurrentEF.',
      send: '00 B2 01 04 00',
      expect: sw('6986'),
    },
    {
      id: 'N066.500',
      title: 'READ RECORD of EF.DIR in a security environment without a rule is refused.',
      given: [environment(2)],
      send: '00 B2 01 F4 00',
      expect: sw('6982'),
    },
    {
      id: 'N066.600',
      title: 'READ RECORD of the transparent file EF.GDO is refused.',
      send: '00 B2 01 14 00',
      expect: oneOf(['6981', '6982'], `N067.300 a: ${noOrder}`),
    },
    {
      id: 'N067.000',
      title: 'READ RECORD for more than the record has warns and gives the record.',
      send: '00 B2 01 F4 0B',
      expect: data(recordOf('MF'), '6282'),
    },
    {
      id: 'N067.100',
      title: 'READ RECORD for the length of the record exactly does not warn.',
      send: '00 B2 01 F4 0A',
      expect: data(recordOf('MF')),
    },
    {
      id: 'N067.200 b',
      title: 'READ RECORD gives no more than Ne.',
      send: '00 B2 01 F4 04',
      expect: data('61 08 4F 06'),
    },
    {
      id: 'N067.200 c',
      title: 'READ RECORD stops at the end of the record and does not go on with the next.',
      send: '00 B2 02 F4 20',
      expect: data(recordOf('DF.HPA'), '6282'),
    },
    {
      id: 'N069.300',
      title: 'SEARCH RECORD names the records that hold the pattern.',
      send: '00 A2 01 F4 06 D27600006601 00',
      expect: data('03 04'),
    },
    {
      id: 'N069.400',
      title: 'SEARCH RECORD names all records in ascending order where each holds the pattern.',
      send: '00 A2 01 F4 01 4F 00',
      expect: data('01 02 03 04 05 06 07'),
    },
    {
      id: 'N069.100',
      title: 'SEARCH RECORD begins with the record that P1 names.',
      send: '00 A2 04 F4 06 D27600006601 00',
      expect: data('04'),
    },
    {
      id: 'N069.100',
      title: 'SEARCH RECORD looks at the last record, too.',
      send: '00 A2 07 F4 06 D27600014603 00',
      expect: data('07'),
    },
    {
      id: 'N069.200 b',
      title: 'SEARCH RECORD finds a pattern anywhere in a record.',
      send: '00 A2 01 F4 03 760001 00',
      expect: data('01 02 07'),
    },
    {
      id: 'N069.200 b',
      title: 'SEARCH RECORD finds a pattern at the very end of a record.',
      send: '00 A2 01 F4 02 474E 00',
      expect: data('05 06'),
    },
    {
      id: 'N069.200 b',
      title: 'SEARCH RECORD does not find a pattern of which a record holds the beginning only.',
      send: '00 A2 01 F4 07 D2760001460199 00',
      expect: sw('6282'),
    },
    {
      id: 'N069.600',
      title: 'SEARCH RECORD warns where no record holds the pattern.',
      send: '00 A2 01 F4 04 DEADBEEF 00',
      expect: sw('6282'),
    },
    {
      id: 'N069.600',
      title: 'SEARCH RECORD warns where only records before P1 hold the pattern.',
      send: '00 A2 02 F4 06 D27600014601 00',
      expect: sw('6282'),
    },
    {
      id: 'N069.000',
      title: 'SEARCH RECORD from a record that is not there ends with RecordNotFound.',
      send: '00 A2 08 F4 01 4F 00',
      expect: sw('6A83'),
    },
    {
      id: 'N069.710',
      title: 'SEARCH RECORD cuts its answer at Ne.',
      send: '00 A2 01 F4 01 4F 03',
      expect: data('01 02 03'),
    },
    {
      id: 'N068.700 a.1',
      title: 'SEARCH RECORD with a short file identifier makes the file current.',
      given: [{ send: '00 A2 01 F4 01 4F 00', keep: 'found', expect: bytes(7) }],
      send: '00 A2 01 04 01 4F 00',
      expect: that(keptData('found')),
    },
    {
      id: 'N068.700 a.2',
      title: 'SEARCH RECORD in a short file identifier that is not there ends with FileNotFound.',
      send: '00 A2 01 1C 01 4F 00',
      expect: sw('6A82'),
    },
    {
      id: 'N068.700 b.1',
      title: 'SEARCH RECORD without a current file ends with NoCurrentEF.',
      send: '00 A2 01 04 01 4F 00',
      expect: sw('6986'),
    },
    {
      id: 'N068.800',
      title: 'SEARCH RECORD in a security environment without a rule is refused.',
      given: [environment(2)],
      send: '00 A2 01 F4 01 4F 00',
      expect: sw('6982'),
    },
    {
      id: 'N068.900',
      title: 'SEARCH RECORD in the transparent file EF.GDO is refused.',
      send: '00 A2 01 14 01 4F 00',
      expect: oneOf(['6981', '6982'], `N069.800 a: ${noOrder}`),
    },
    {
      id: 'N071.100',
      title: 'UPDATE RECORD of EF.DIR without the channel of the card management is refused.',
      send: '00 DC 01 F4 02 6100',
      expect: sw('6982'),
    },
    {
      id: 'N071.100',
      title: 'UPDATE RECORD that was refused has changed nothing.',
      given: [{ send: '00 DC 01 F4 02 6100', expect: sw('6982') }],
      send: '00 B2 01 F4 00',
      expect: data(recordOf('MF')),
    },
    {
      id: 'N071.000 a.2',
      title: 'UPDATE RECORD of a short file identifier that is not there ends with FileNotFound.',
      send: '00 DC 01 1C 02 6100',
      expect: sw('6A82'),
    },
    {
      id: 'N071.000 b.1',
      title: 'UPDATE RECORD without a current file ends with NoCurrentEF.',
      send: '00 DC 01 04 02 6100',
      expect: sw('6986'),
    },
    {
      id: 'N064.300',
      title: 'ERASE RECORD of EF.DIR, which no rule allows, is refused.',
      send: '00 0C 01 F4',
      expect: sw('6982'),
    },
    {
      id: 'N064.200 a.2',
      title: 'ERASE RECORD of a short file identifier that is not there ends with FileNotFound.',
      send: '00 0C 01 1C',
      expect: sw('6A82'),
    },
    {
      id: 'N064.200 b.1',
      title: 'ERASE RECORD without a current file ends with NoCurrentEF.',
      send: '00 0C 01 04',
      expect: sw('6986'),
    },
    {
      id: 'N023.700 b',
      title: 'APPEND RECORD to EF.DIR without the channel of the card management is refused.',
      send: '00 E2 00 F0 02 6100',
      expect: sw('6982'),
    },
    {
      id: 'N023.700 b',
      title: 'DELETE RECORD of EF.DIR without the channel of the card management is refused.',
      send: '80 0C 01 F4',
      expect: sw('6982'),
    },
    {
      id: 'N023.100 b',
      title: 'PIN.CH gives no right to change EF.DIR.',
      given: [{ activate: 'PIN.CH' }, { send: '00 20 00 01 08 {PIN.CH}' }],
      send: '00 DC 01 F4 02 6100',
      expect: sw('6982'),
    },
  ],
}
