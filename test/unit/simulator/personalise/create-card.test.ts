import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSimulatedCard } from '../../../../simulator/card/simulated-card.js'
import { createCard } from '../../../../simulator/personalise/create-card.js'
import { readSecrets, ScratchFolder } from './scratch-folder.js'

const now = new Date('2026-11-21T12:00:00Z')

/** Every file below a folder, by its relative path. */
function filesBelow(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

describe('createCard', () => {
  it('writes the files that an issuer would hand out, readable by their owner alone', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({ kind: 'hba', out: scratch.at('new/card') })
    expect([...filesBelow(card.directory).keys()]).toEqual([
      'ca/C.HP.AUT.E256.pem',
      'ca/C.HP.ENC.E256.pem',
      'ca/C.HP.QES.E256.pem',
      'ca/C.HP.SIG.E256.pem',
      'ca/cvc-root.key.pem',
      'ca/root.key.pem',
      'ca/root.pem',
      'card.xml',
      'pin-letter.txt',
      'secrets',
      'trust.pem',
    ])
    const modeOf = (path: string): number => statSync(path).mode & 0o777
    expect([card.directory, join(card.directory, 'ca')].map(modeOf)).toEqual([0o700, 0o700])
    for (const name of filesBelow(card.directory).keys()) expect(modeOf(join(card.directory, name))).toBe(0o600)
  })

  it('leaves nothing beside the folder', async () => {
    using scratch = new ScratchFolder()
    await createCard({ kind: 'smcb', out: scratch.at('card') })
    expect(readdirSync(scratch.path)).toEqual(['card'])
  })

  it('returns public facts only: no PIN, no PUK, no key, whichever way it is printed', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({
      kind: 'hba',
      out: scratch.at('card'),
      state: 'active',
      iccsn: '80276'.padEnd(20, '0'),
    })
    const printed = JSON.stringify(card)
    const secrets = [...readSecrets(card.secrets).values()]
    expect(secrets).toHaveLength(8)
    for (const digits of secrets) expect(printed).not.toContain(digits)
    expect(
      Object.values(card).every((value) => ['string', 'number'].includes(typeof value) || value === card.holder),
    ).toBe(true)
  })

  it('hands out a card in transport state with Transport-PINs of 5 digits and PUKs of 8', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({ kind: 'hba', out: scratch.at('card') })
    const secrets = [...readSecrets(card.secrets)].map(([name, digits]) => [name, digits.replace(/\d/g, '9')])
    expect(Object.fromEntries(secrets)).toEqual({
      'PIN.CH.transport': '99999',
      'PIN.CH.puk': '99999999',
      'PIN.QES.transport': '99999',
      'PIN.QES.puk': '99999999',
      'PIN.AUTO.puk': '99999999',
      'PIN.SO.puk': '99999999',
    })
  })

  it('gives an active card PINs of 8 digits too', async () => {
    using scratch = new ScratchFolder()
    const hba = readSecrets((await createCard({ kind: 'hba', out: scratch.at('hba'), state: 'active' })).secrets)
    expect([hba.get('PIN.CH'), hba.get('PIN.QES')]).toEqual([
      expect.stringMatching(/^\d{8}$/),
      expect.stringMatching(/^\d{8}$/),
    ])
    const smcb = readSecrets((await createCard({ kind: 'smcb', out: scratch.at('smcb'), state: 'active' })).secrets)
    expect(smcb.get('PIN.SMC')).toMatch(/^\d{8}$/)
  })

  it('draws new secrets for every card', async () => {
    using scratch = new ScratchFolder()
    const cards = await Promise.all(['a', 'b'].map((name) => createCard({ kind: 'hba', out: scratch.at(name) })))
    const [first, second] = cards.map((card) => readFileSync(card.secrets, 'utf8'))
    expect(first).not.toBe(second)
  })

  it('repeats a card of elliptic-curve keys byte for byte from seed and time', async () => {
    using scratch = new ScratchFolder()
    const make = async (name: string, seed: number): Promise<ReadonlyMap<string, string>> =>
      filesBelow((await createCard({ kind: 'hba', out: scratch.at(name), state: 'active', seed, now })).directory)
    const first = await make('first', 7)
    expect(await make('again', 7)).toEqual(first)
    expect((await make('other', 8)).get('card.xml')).not.toBe(first.get('card.xml'))
  })

  it('keeps PINs and elliptic-curve keys of a seed when RSA keys come on top', async () => {
    using scratch = new ScratchFolder()
    const ecc = await createCard({ kind: 'smcb', out: scratch.at('ecc'), seed: 7, now })
    const both = await createCard({ kind: 'smcb', out: scratch.at('both'), seed: 7, now, keys: 'both' })
    expect(readFileSync(both.secrets, 'utf8')).toBe(readFileSync(ecc.secrets, 'utf8'))
    expect(readFileSync(both.trust, 'utf8')).toBe(readFileSync(ecc.trust, 'utf8'))
  })
})

describe('createCard with an output that exists', () => {
  it('refuses a folder, a file and an empty folder, and changes nothing', async () => {
    using scratch = new ScratchFolder()
    mkdirSync(scratch.at('empty'))
    writeFileSync(scratch.at('file'), 'mine')
    await createCard({ kind: 'smcb', out: scratch.at('card') })
    const before = filesBelow(scratch.path)
    for (const name of ['empty', 'file', 'card']) {
      await expect(createCard({ kind: 'hba', out: scratch.at(name) })).rejects.toMatchObject({ code: 'outputExists' })
    }
    expect(filesBelow(scratch.path)).toEqual(before)
  })

  it('replaces the card and forgets its state when forced, and keeps what is not its own', async () => {
    using scratch = new ScratchFolder()
    const out = scratch.at('card')
    const old = await createCard({ kind: 'smcb', out })
    await (await openSimulatedCard({ imagePath: old.image })).close()
    writeFileSync(join(out, 'notes.txt'), 'mine')
    const fresh = await createCard({ kind: 'hba', out, force: true })
    const names = readdirSync(out)
    expect(names).toContain('notes.txt')
    expect(names.some((name) => name.startsWith('card.xml.state') || name.startsWith('.new-'))).toBe(false)
    expect(readdirSync(join(out, 'ca')).some((name) => name.startsWith('C.HCI.'))).toBe(false)
    const reopened = await openSimulatedCard({ imagePath: fresh.image })
    expect(reopened.counters().cardName).toContain('HBA')
    await reopened.close()
  })

  it('refuses to replace a card that is in use', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({ kind: 'smcb', out: scratch.at('card') })
    const image = readFileSync(card.image, 'utf8')
    const inUse = await openSimulatedCard({ imagePath: card.image })
    try {
      await expect(createCard({ kind: 'hba', out: card.directory, force: true })).rejects.toMatchObject({
        code: 'cardInUse',
      })
    } finally {
      await inUse.close()
    }
    expect(readFileSync(card.image, 'utf8')).toBe(image)
  })

  it('closes a folder that was open to others when it puts secrets into it', async () => {
    using scratch = new ScratchFolder()
    mkdirSync(scratch.at('open'), { mode: 0o755 })
    const { directory } = await createCard({ kind: 'smcb', out: scratch.at('open'), force: true })
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('reports a place that cannot be written and leaves no half card there', async () => {
    using scratch = new ScratchFolder()
    writeFileSync(scratch.at('file'), '')
    symlinkSync(scratch.at('nowhere'), scratch.at('dangling'))
    for (const out of [join(scratch.at('file'), 'card'), scratch.at('dangling')]) {
      await expect(createCard({ kind: 'smcb', out })).rejects.toMatchObject({ code: 'outputUnusable' })
    }
    await expect(createCard({ kind: 'smcb', out: scratch.at('file'), force: true })).rejects.toMatchObject({
      code: 'outputUnusable',
    })
    expect(readdirSync(scratch.path).sort()).toEqual(['dangling', 'file'])
  })
})

describe('createCard with impossible options', () => {
  it.each([
    { option: 'limit', value: 0 },
    { option: 'limit', value: 255 },
    { option: 'limit', value: 2.5 },
    { option: 'iccsn', value: '80276' },
    { option: 'iccsn', value: '12345678901234567890' },
    { option: 'telematikId', value: '1-Ärztin' },
    { option: 'telematikId', value: '' },
    { option: 'holder', value: { givenName: 'A\nB', surname: 'C' } },
    { option: 'holder', value: { givenName: ' ', surname: 'C' } },
    { option: 'profession', value: 'astrologe' },
    { option: 'profession', value: 'constructor' },
    { option: 'out', value: '' },
    { option: 'now', value: new Date('never') },
    { option: 'kind', value: 'egk' },
    { option: 'state', value: 'blocked' },
    { option: 'keys', value: 'none' },
  ])('refuses $option $value before it writes anything', async ({ option, value }) => {
    using scratch = new ScratchFolder()
    const options = { kind: 'hba', out: scratch.at('card'), [option]: value } as Parameters<typeof createCard>[0]
    await expect(createCard(options)).rejects.toMatchObject({ code: 'optionInvalid', subject: option })
    expect(existsSync(scratch.at('card'))).toBe(false)
  })

  it('makes no SMC-B for a profession without an institution of its own', async () => {
    using scratch = new ScratchFolder()
    const options = { kind: 'smcb', out: scratch.at('card'), profession: 'notfallsanitaeter' } as const
    await expect(createCard(options)).rejects.toMatchObject({ code: 'optionInvalid', subject: 'profession' })
  })
})
