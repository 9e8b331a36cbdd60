import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCard } from '../../../../simulator/personalise/create-card.js'
import { readSecrets, ScratchFolder } from './scratch-folder.js'

const now = new Date('2026-11-21T12:00:00Z')

describe('the PIN letter', () => {
  it('names both Transport-PINs of an HBA and their PUKs as the secrets file has them', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({ kind: 'hba', out: scratch.at('card'), now })
    const letter = readFileSync(card.pinLetter, 'utf8')
    const secrets = readSecrets(card.secrets)
    for (const [title, name] of [
      ['Karten-PIN', 'PIN.CH'],
      ['Signatur-PIN', 'PIN.QES'],
    ] as const) {
      expect(letter).toMatch(
        new RegExp(
          `${title} \\(${name}\\)\\n.+\\n +Transport-PIN: +${secrets.get(`${name}.transport`) ?? ''}\\n +PUK: +${secrets.get(`${name}.puk`) ?? ''}\\n`,
        ),
      )
    }
    expect(letter).toContain('TESTKARTE – NICHT GÜLTIG')
    expect(letter).toContain(card.iccsn)
    expect(letter).toContain('21.11.2026')
    expect(letter).toContain('Was Sie zuerst tun')
    expect(letter).toContain('braucht eine neue Karte')
  })

  it('knows one PIN on an SMC-B, for which the PUK sets a new one', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({ kind: 'smcb', out: scratch.at('card') })
    const letter = readFileSync(card.pinLetter, 'utf8')
    expect(letter).toContain('PIN der Institutionskarte (PIN.SMC)')
    expect(letter).not.toContain('PIN.QES')
    expect(letter).toContain('Mit der PUK lässt sich auch eine neue PIN setzen.')
  })

  it('does not send the holder of an active card to activate it, and does not print the PINs', async () => {
    using scratch = new ScratchFolder()
    const card = await createCard({ kind: 'hba', out: scratch.at('card'), state: 'active' })
    const letter = readFileSync(card.pinLetter, 'utf8')
    const secrets = readSecrets(card.secrets)
    expect(letter).toContain('bereits aktiviert')
    expect(letter).not.toContain('ehba card activate')
    for (const name of ['PIN.CH', 'PIN.QES']) expect(letter).not.toContain(secrets.get(name))
  })
})
