import { mkdirSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { newCard, newDesk, type Desk, type DeskCard } from './run-ehba.js'

const forgedRow = 'forged.txt.p7s  valid  Dr. med. Erika Musterfrau'
const name = `report\n${forgedRow}\u001b[2J\u202e.txt`

let desk: Desk
let card: DeskCard

beforeAll(async () => {
  desk = newDesk()
  card = await newCard(desk, 'card', 'hba', '--state', 'active')
  mkdirSync(desk.path('in'))
  writeFileSync(desk.path(`in/${name}`), 'text')
})

/** No line of its own, and nothing that a terminal obeys. */
function expectHarmless(text: string): void {
  expect(text).toContain('forged.txt')
  for (const line of text.split('\n')) expect(line.startsWith('forged.txt')).toBe(false)
  expect(text).not.toMatch(/[^\P{C}\n]/u)
}

describe('a file name with line feeds and escape sequences', () => {
  it('is one harmless line in the list before the PIN', async () => {
    const { err } = await desk.ehba(
      ['sign', desk.path('in'), '--recursive', '--out', desk.path('out'), ...card.reader],
      {
        secrets: [card.line('PIN.QES')],
      },
    )
    expectHarmless(err)
  })

  it('is one harmless line in a verdict and in its reasons', async () => {
    const signature = desk.path(`out/${name}.p7s`)
    const verify = ['verify', signature, '--trust', `${card.folder}/trust.pem`]
    expectHarmless((await desk.ehba([...verify, '--content', desk.path('in')])).out)
    expectHarmless((await desk.ehba(verify)).out)
  })

  it('is one harmless line in an error', async () => {
    const { exit, err } = await desk.ehba(['sign', `${name}?`, '--out', 'out', ...card.reader])
    expect(exit).toBe(3)
    expectHarmless(err)
  })
})
