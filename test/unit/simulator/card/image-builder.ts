import { toHex } from '../../../../src/bytes/hex.js'

/** One `child` element of an image, as text. */
export type ChildXml = string

type Attributes = Readonly<Record<string, string>>

const ALWAYS = '({??||??||??||??},ALW)'

/** Access rules on the contact interface: the same ones in SE#1, `inOthers` in the environments named there. */
export function rules(inFirst: string, inOthers: Readonly<Record<number, string>> = {}): string {
  const entries = { 1: inFirst, ...inOthers }
  return `CB{${Object.entries(entries)
    .map(([se, list]) => `[ACTIVATED,${se},{${list}}]`)
    .join(',')}}`
}

export function child(id: string, objectType: string, attributes: Attributes, inner = ''): ChildXml {
  const texts = Object.entries({ lifeCycleStatus: 'ACTIVATED', accessRules: rules(ALWAYS), ...attributes })
  const written = texts.map(([name, value]) => `<attribute id="${name}">${value}</attribute>`).join('\n')
  return `<child id="${id}" objectType="${objectType}"><attributes>${written}</attributes>${inner}</child>`
}

export function folder(id: string, attributes: Attributes, ...children: readonly ChildXml[]): ChildXml {
  return child(id, 'Application', attributes, `<children>${children.join('\n')}</children>`)
}

export function binaryFile(
  id: string,
  fileIdentifier: string,
  body: Uint8Array,
  attributes: Attributes = {},
): ChildXml {
  const end = body.length.toString(16)
  return child(id, 'TransparentElementaryFile', {
    body: toHex(body),
    fileIdentifier,
    numberOfOctet: end,
    positionLogicalEndOfFile: end,
    ...attributes,
  })
}

export function recordFile(
  id: string,
  objectType: string,
  records: readonly string[],
  attributes: Attributes = {},
): ChildXml {
  const items = records.map(
    (value, i) => `<record id="record ${i}"><attribute id="recordLifeCycleStatus">ACTIVATED</attribute>
      <attribute id="recordValue">${value}</attribute></record>`,
  )
  return child(
    id,
    objectType,
    {
      fileIdentifier: '2f00',
      shortFileIdentifier: '1e',
      maximumNumberOfRecords: '03',
      maximumRecordLength: '04',
      numberOfOctet: '0a',
      flagRecordLifeCycleStatus: 'FALSE',
      ...attributes,
    },
    `<records>${items.join('')}</records>`,
  )
}

/** A regular password: PIN 123456, PUK 12345678 with ten uses, three tries, SE#1 without limit. */
export function password(id: string, identifier: string, attributes: Attributes = {}): ChildXml {
  return child(id, 'PWD', {
    pwdIdentifier: identifier,
    minimumLength: '06',
    maximumLength: '08',
    startRetryCounter: '03',
    retryCounter: '03',
    transportStatus: 'regularPassword',
    flagEnabled: 'TRUE',
    startSSecList: '{(1,INFINITY)}',
    pukUsage: '0a',
    secret: '26123456FFFFFFFF',
    PUK: '2812345678FFFFFF',
    ...attributes,
  })
}

export function ecKey(id: string, identifier: string, privateKey: string, attributes: Attributes = {}): ChildXml {
  return child(id, 'PrivateElcKey', {
    keyIdentifier: identifier,
    domainParameterOid: 'brainpoolP256r1',
    listAlgorithmIdentifier: '{[1,(signECDSA)],[2,(signECDSA)]}',
    keyAvailable: 'TRUE',
    privateKey,
    ...attributes,
  })
}

export function multiReference(
  id: string,
  identifier: string,
  reference: string,
  attributes: Attributes = {},
): ChildXml {
  return child(id, 'MultireferencePWD', {
    pwdIdentifier: identifier,
    passwordReference: reference,
    flagEnabled: 'TRUE',
    startSSecList: '{(1,INFINITY)}',
    ...attributes,
  })
}

/** What an image says outside its objects. */
export interface ImageOptions {
  readonly version?: string
  readonly channels?: number | undefined
  readonly lifeCycle?: string
  readonly mf?: Attributes
}

/** A whole image: MF with these children. */
export function imageXml(children: readonly ChildXml[], options: ImageOptions = {}): string {
  const { version = '3', channels = 4, lifeCycle = 'ACTIVATED', mf = {} } = options
  const root = child(
    'MF',
    'ADF',
    { shareable: 'TRUE', applicationIdentifier: '{d27600014601}', fileIdentifier: '3f00', ...mf },
    `<children>${children.join('\n')}</children>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<card version="${version}" name="test card">
<objectSystem>
<attribute id="root">${root}</attribute>
<attribute id="coldAnswerToReset">3B909681B1FE451F0391</attribute>
<attribute id="warmAnswerToReset">3B909581B1FE451F0392</attribute>
<attribute id="iccsn8">6883110000220885</attribute>
<attribute id="pointInTime">020400030004</attribute>
<attribute id="lifeCycleStatus">${lifeCycle}</attribute>
</objectSystem>
<commons>${channels > 0 ? `<common id="LOGICAL_CHANNELS" type="INT">${channels}</common>` : ''}</commons>
</card>`
}

/** The bytes of {@link imageXml}. */
export function imageBytes(children: readonly ChildXml[], options: ImageOptions = {}): Uint8Array {
  return Buffer.from(imageXml(children, options), 'utf8')
}
