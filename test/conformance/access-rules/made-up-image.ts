import {
  binaryFile,
  ecKey,
  folder,
  imageBytes,
  multiReference,
  password,
  recordFile,
  rules,
} from '../../unit/simulator/card/image-builder.js'

const pin = {
  accessRules: rules('({00||20,00||24,80||20||00},ALW)', { 2: '({00||20},ALW)' }),
  startSSecList: '{(1,INFINITY),(2,INFINITY)}',
}
let files = 0

/** A file with these rules, in short and by the current file. */
function file(name: string, accessRules: string): string {
  files++
  const identifier = files.toString(16).padStart(2, '0')
  return binaryFile(name, `00${identifier}`, Uint8Array.of(1, 2, 3), { shortFileIdentifier: identifier, accessRules })
}

/**
 * An image for what no card at hand has: a class that alone makes the difference, a password that is switched off and decides,
 * references that look in the wrong place, conditions in conditions, patterns of two bytes, rules for a terminated object.
 */
export const madeUpImage: Uint8Array = imageBytes([
  password('PIN.A', '01', pin),
  password('PIN.B', '02', pin),
  password('PIN.OFF', '03', { ...pin, flagEnabled: 'FALSE' }),
  multiReference('MRPIN', '04', '01', pin),
  file('EF.CLASS', rules('({00||0e,80||0c},ALW)')),
  file('EF.OFF', rules('({00||b0},PWD(03)),({00||d6},AND{PWD(03),PWD(01)})')),
  file('EF.NEST', rules('({00||b0},AND{PWD(01),OR{PWD(02),AND{PWD(04),SMRSPENC}}}),({00||d6},OR{SMMAC(02),PWD(02)})')),
  file('EF.ANY', `CB{[ACTIVATED,??,{({00||b0},ALW)}],[TERMINATED,2,{({00||b0||??||??},PWD(01))}]}`),
  file('EF.P1', rules('({00||b0||00},ALW),({??||d6||??||00},ALW)')),
  recordFile('EF.REC', 'LinearVariableElementaryFile', ['61'], {
    accessRules: rules('({00||b2||01||04},ALW),({00||??||??||f4},PWD(04))'),
  }),
  folder(
    'DF.A',
    { applicationIdentifier: '{a001}', accessRules: rules('({80||84},PWD(81)),({00||44,00||04},OR{PWD(01),PWD(85)})') },
    password('PIN.DF', '05', { ...pin, startSSecList: '{(1,01),(2,02)}' }),
    file('EF.GLOBAL', rules('({00||b0},PWD(81)),({00||d6},PWD(05))')),
    file('EF.LOCAL', rules('({00||b0},PWD(85)),({00||d6},PWD(01))', { 2: '({00||b0},PWD(85))' })),
    ecKey('PrK', '06', '01'.repeat(32), { accessRules: rules('({00||2a},PWD(85))', { 2: '({00||46||81||86},ALW)' }) }),
    folder(
      'DF.B',
      { applicationIdentifier: '{b001}' },
      password('PIN.INNER', '05', pin),
      file('EF.NEAREST', rules('({00||b0},PWD(85))')),
    ),
  ),
])
