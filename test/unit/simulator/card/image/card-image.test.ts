import { describe, expect, it } from 'vitest'
import { parseCardImage, type CardImage } from '../../../../../simulator/card/image/card-image.js'
import { SimulatorError } from '../../../../../simulator/card/simulator-error.js'
import { binaryFile, child, ecKey, folder, imageXml, multiReference, password, recordFile } from '../image-builder.js'

const read = (xml: string): CardImage => parseCardImage(Buffer.from(xml, 'utf8'))

function faultOf(xml: string): SimulatorError {
  try {
    read(xml)
  } catch (error) {
    if (error instanceof SimulatorError) return error
    throw error
  }
  throw new Error('the image was accepted')
}

const privateKey = '01'.repeat(32)

describe('parseCardImage', () => {
  it('addresses objects by their folder and keeps what repeats apart', () => {
    const inner = folder('DF.B', {}, binaryFile('EF.OD', '5031', Uint8Array.of(2)))
    const image = read(
      imageXml([
        password('PIN.CH', '01'),
        folder('DF.A', { applicationIdentifier: '{a0}' }, binaryFile('EF.OD', '5031', Uint8Array.of(1)), inner),
      ]),
    )
    const [a] = image.root.folders
    expect(image.root.passwords[0]?.path).toBe('MF/PIN.CH')
    expect(a?.path).toBe('DF.A')
    expect(a?.files[0]?.path).toBe('DF.A/EF.OD')
    expect(a?.folders[0]?.files[0]?.path).toBe('DF.A/DF.B/EF.OD')
    expect(image.warnings).toEqual([])
  })

  it('reads facts of the card: answers to reset, channels, last part of the ICCSN', () => {
    const image = read(imageXml([]))
    expect(image).toMatchObject({ version: 3, name: 'test card', logicalChannels: 4, lifeCycle: 'active' })
    expect(image.iccsn8).toEqual(Uint8Array.from(Buffer.from('6883110000220885', 'hex')))
    expect(image.coldAnswerToReset[2]).toBe(0x96)
    expect(image.warmAnswerToReset[2]).toBe(0x95)
  })

  it('gives a card without LOGICAL_CHANNELS the basic channel only', () => {
    expect(read(imageXml([], { channels: 0 })).logicalChannels).toBe(1)
  })

  it('reads format version 2 with multi-reference passwords in a DF, before the password that they refer to', () => {
    const image = read(
      imageXml([folder('DF.NFD', {}, multiReference('MRPIN.NFD', '03', '01')), password('PIN.CH', '01')], {
        version: '2',
      }),
    )
    const [reference] = image.root.folders[0]?.passwords ?? []
    expect(reference).toMatchObject({ kind: 'multiReferencePassword', path: 'DF.NFD/MRPIN.NFD' })
    expect(reference?.kind === 'multiReferencePassword' && reference.target.path).toBe('MF/PIN.CH')
  })

  it('does not mind the case of names nor white space around values', () => {
    const xml = imageXml([password('PIN.CH', ' 01 ')])
      .replaceAll('objectType', 'OBJECTTYPE')
      .replaceAll('startSSecList', 'STARTSSECLIST')
      .replaceAll('<attribute id', '\n  <Attribute ID')
      .replaceAll('</attribute>', '</Attribute>')
    expect(read(xml).root.passwords[0]?.startSsec.get(1)).toBe(Infinity)
  })

  it('keeps unknown objects, attributes and algorithms aside and names them with their place', () => {
    const image = read(
      imageXml([
        child('X.NEW', 'QuantumKey', {}),
        password('PIN.CH', '01', { colour: 'blue', uniqueID: '17' }),
        ecKey('PrK.A', '02', privateKey, { listAlgorithmIdentifier: '{[1,(signECDSA,signEd448)]}' }),
      ]),
    )
    expect(image.leftAside.map(({ path, what, name }) => [path, what, name])).toEqual([
      ['MF/X.NEW', 'object', 'X.NEW of type quantumkey'],
      ['MF/PrK.A', 'algorithm', 'signEd448'],
      ['MF/PIN.CH', 'attribute', 'colour'],
    ])
    expect(image.warnings[2]).toMatch(/^MF\/PIN\.CH: unknown attribute colour \(line \d+, column \d+\)$/)
    expect(image.root.passwords).toHaveLength(1)
  })

  it('takes an attribute that is not personalised as missing', () => {
    const image = read(
      imageXml([
        password('PIN.CH', '01', { PUK: 'Wildcard', secret: '' }),
        ecKey('PrK.A', '02', 'AttributeNotSet', { keyAvailable: 'Wildcard' }),
      ]),
    )
    expect(image.root.passwords[0]).toMatchObject({ puk: undefined, secret: undefined })
    expect(image.root.secretKeys[0]).toMatchObject({ privateValue: undefined })
  })

  it('gives a key with keyAvailable FALSE no value, whatever the image holds', () => {
    const image = read(imageXml([ecKey('PrK.A', '02', privateKey, { keyAvailable: 'FALSE' })]))
    expect(image.root.secretKeys[0]).toMatchObject({ privateValue: undefined })
  })

  it('cuts the body at the logical end of file and fills it up to there', () => {
    const image = read(
      imageXml([
        binaryFile('EF.A', '0001', Uint8Array.of(1, 2, 3), { positionLogicalEndOfFile: '02', numberOfOctet: '10' }),
        binaryFile('EF.B', '0002', Uint8Array.of(1), { positionLogicalEndOfFile: '03' }),
      ]),
    )
    expect(image.root.files[0]).toMatchObject({ body: Uint8Array.of(1, 2), sizeBytes: 16 })
    expect(image.root.files[1]).toMatchObject({ body: Uint8Array.of(1, 0, 0), sizeBytes: 3 })
  })

  it('reads records in the order of the document', () => {
    const image = read(imageXml([recordFile('EF.DIR', 'LinearVariableElementaryFile', ['61', '6202'])]))
    expect(image.root.files[0]).toMatchObject({
      kind: 'linearVariable',
      records: [
        { value: Uint8Array.of(0x61), active: true },
        { value: Uint8Array.of(0x62, 0x02), active: true },
      ],
    })
  })

  it('has the SHA-256 of the file as its digest', () => {
    const xml = imageXml([])
    expect(read(xml).digest).toMatch(/^[0-9a-f]{64}$/)
    expect(read(`${xml}\n`).digest).not.toBe(read(xml).digest)
  })

  it.each([
    ['a broken tag', '<card version="3"><objectSystem></card>'],
    ['another root', '<cards version="3"/>'],
    ['an unknown version', imageXml([], { version: '4' })],
    ['a missing object system', '<card version="3"/>'],
    ['a document type', `<!DOCTYPE card [<!ENTITY a "b">]>${imageXml([]).slice(38)}`],
    ['an object twice in one folder', imageXml([password('PIN.CH', '01'), password('PIN.CH', '02')])],
    ['an attribute twice', imageXml([]).replace('<attribute id="iccsn8">', '<attribute id="warmAnswerToReset">')],
    ['a missing identifier', imageXml([password('PIN.CH', '')])],
    ['a bad number', imageXml([password('PIN.CH', 'xy')])],
    ['a bad rule', imageXml([password('PIN.CH', '01', { accessRules: 'CB{[' })])],
    ['a reference to no password', imageXml([multiReference('MRPIN', '02', '01')])],
    ['a number of channels that is none', imageXml([], { channels: 21 })],
  ])('refuses %s with its place', (_, xml) => {
    const fault = faultOf(xml)
    expect(fault.code).toBe('imageInvalid')
    expect(fault.position?.line).toBeGreaterThan(0)
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseCardImage(Uint8Array.of(0x3c, 0xff))).toThrow(/UTF-8/)
  })

  it('answers every truncation of an image with imageInvalid', () => {
    const bytes = Buffer.from(imageXml([password('PIN.CH', '01')]), 'utf8')
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => parseCardImage(bytes.subarray(0, length)), String(length)).toThrow(
        expect.objectContaining({ code: 'imageInvalid' }) as unknown,
      )
    }
  })
})
