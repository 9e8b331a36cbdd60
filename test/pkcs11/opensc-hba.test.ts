import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageCard, type CardSource } from '../../simulator/reader/card-source.js'
import { OpenscRoom, whyNoOpensc } from '../support/opensc-room.js'
import { ReaderWorkshop } from '../support/reader-workshop.js'
import { pathSelecting } from './path-selecting-card.js'

const CIA_ESIGN = 'e828bd080fa000000167455349474e'
/** VERIFY, CHANGE REFERENCE DATA, DISABLE and ENABLE VERIFICATION REQUIREMENT, RESET RETRY COUNTER. */
const PIN_COMMANDS = ['0020', '0024', '0026', '0028', '002c']

/** What docs/opensc.md says. */
describe.skipIf(whyNoOpensc)('OpenSC with simulated cards of the telematics infrastructure', () => {
  const workshop = new ReaderWorkshop()
  const rooms: OpenscRoom[] = []
  let hba: CardSource
  let smcb: CardSource

  beforeAll(async () => {
    hba = imageCard({ imagePath: await workshop.card('hba') })
    smcb = imageCard({ imagePath: await workshop.card('smcb', { kind: 'smcb' }) })
  })
  afterAll(async () => {
    for (const room of rooms) await room[Symbol.asyncDispose]()
    workshop[Symbol.dispose]()
  })

  async function room(card: CardSource, drivers: readonly string[], configuration?: string[]): Promise<OpenscRoom> {
    // One card for one reader at a time.
    await rooms.pop()?.[Symbol.asyncDispose]()
    const opened = await OpenscRoom.open({ card, drivers, ...(configuration && { configuration }) })
    rooms.push(opened)
    return opened
  }

  it('has no driver for them: opensc-pkcs11.so shows a slot whose token it does not recognise', async () => {
    const desk = await room(hba, ['internal'])
    expect((await desk.run('opensc-tool', '--name')).output).toContain('Unsupported card')
    expect((await desk.pkcs11Tool('--list-slots')).output).toMatch(/Slot 0 .*: Desk 00 00\n +\(token not recognized\)/)
  })

  it('stops at the first SELECT by path where it is told to take the HBA for a card of ISO 7816', async () => {
    const desk = await room(hba, ['default'])
    expect((await desk.run('pkcs15-tool', '--dump')).output).toContain('PKCS#15 binding failed: Unsupported card')
    expect(desk.exchanges()).toEqual([
      ['00a40800022f0000', '6a86'],
      ['00a4080c025015', '6a86'],
      ['00a40800025015', '6a86'],
      ['00a4080002503100', '6a86'],
      // The emulator for DIN V 66291 gets as far as into DF.CIA.ESIGN.
      [`00a4040c0f${CIA_ESIGN}`, '9000'],
      ['00a4080002503200', '6a86'],
    ])
    const { exit, output } = await desk.pkcs11Tool('--slot', '0', '--login', '--pin', '123456', '--list-objects')
    expect({ exit, output }).toMatchObject({
      exit: 1,
      output: expect.stringContaining('CKR_TOKEN_NOT_RECOGNIZED') as string,
    })
  })

  it('stops at the root where it is told to take the HBA for STARCOS 3.5, which selects files as the HBA does', async () => {
    const atr = '3b:90:96:81:b1:fe:45:1f:03:91'
    const desk = await room(hba, ['starcos'], [`card_atr ${atr} { driver = "starcos"; type = 7003; }`])
    await desk.run('pkcs15-tool', '--dump')
    expect(desk.exchanges()[0]).toEqual(['00a40000023f0000', '6a86'])
  })

  it('finds no DF.CIA on the SMC-B, which has none', async () => {
    const desk = await room(smcb, ['default'])
    await desk.run('pkcs15-tool', '--dump')
    expect(desk.exchanges().at(-1)).toEqual([`00a4040c0f${CIA_ESIGN}`, '6a82'])
  })

  it('never sends a PIN command to a card that it does not know', async () => {
    const commands: string[] = []
    for (const drivers of ['internal', 'default']) {
      const desk = await room(hba, [drivers])
      await desk.pkcs11Tool('--login', '--pin', '123456', '--list-objects')
      await desk.run('pkcs15-tool', '--list-pins')
      commands.push(...desk.exchanges().map(([command]) => command))
    }
    expect(commands.length).toBeGreaterThan(20)
    expect(commands.filter((command) => PIN_COMMANDS.includes(command.slice(0, 4)))).toEqual([])
  })

  it('would stop at EF.CIA.CIAInfo on a card that took paths: it reads no parameters of PSS', async () => {
    const log = join(workshop.folder, 'opensc.log')
    const desk = await room(pathSelecting(hba), ['default'], ['debug = 9;', `debug_file = ${log};`])
    expect((await desk.run('pkcs15-tool', '--dump')).output).toContain('PKCS#15 binding failed: Unsupported card')
    const exchanges = desk.exchanges()
    expect(exchanges).toContainEqual([`00a404000f${CIA_ESIGN}`, '6a86'])
    // EF.DIR and EF.CIA.CIAInfo are read whole.
    expect(exchanges.filter(([command]) => command.startsWith('00b2'))).toHaveLength(8)
    expect(exchanges.at(-1)?.[0]).toMatch(/^00b0/)
    expect(readFileSync(log, 'utf8')).toMatch(
      /decoding of ASN.1 object 'algorithmInfo' failed: Required ASN.1 object not found/,
    )
  })

  it('reads whatever is read without a PIN where the application is told', async () => {
    const desk = await room(hba, ['default'])
    const certificate = ['00A4040C0AA000000167455349474E', '00A4020C02C506', '00B0000004']
    const { output } = await desk.run('opensc-tool', '-c', 'default', ...certificate.flatMap((apdu) => ['-s', apdu]))
    expect(output).toMatch(/SW1=0x90, SW2=0x00\):\n30 82 /)
  })

  it('nothing failed behind the scenes', () => {
    expect(workshop.failures).toEqual([])
    expect(rooms.flatMap(({ failures }) => failures)).toEqual([])
  })
})
