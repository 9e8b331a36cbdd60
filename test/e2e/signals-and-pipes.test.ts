import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'

const program = fileURLToPath(new URL('../../bin/ehba', import.meta.url))
const desk = new Desk()
let card: SimulatedCard

beforeAll(async () => {
  card = await createCard(desk, 'card', 'hba', '--state', 'active')
})

afterAll(() => {
  desk[Symbol.dispose]()
})

/** Runs a line of shell in which `ehba` is the program and `$READER` chooses the card. */
function shell(line: string, input = ''): SpawnSyncReturns<string> {
  const env = { ...desk.env, READER: card.reader[1] ?? '' }
  return spawnSync('sh', ['-c', line.replaceAll('ehba', program)], {
    env,
    input,
    encoding: 'utf8',
    cwd: desk.folder,
  })
}

describe('a card in use', () => {
  it('is told at once, or waited for with --wait', async () => {
    const { process: slow, ended } = desk.start(['pin', 'verify', 'qes', '--sim-delay', 'any=300ms', ...card.reader], {
      secrets: { 'PIN.QES': card.secret('PIN.QES') },
    })
    let refused = await desk.ehba(['reader', 'list', ...card.reader])
    while (refused.exit === 0 && slow.exitCode === null) refused = await desk.ehba(['card', 'show', ...card.reader])
    expect(refused.exit).toBe(50)
    expect(refused.stderr).toContain('HC_CARD_BUSY')
    expect((await desk.ehba(['card', 'show', '--wait', '30', ...card.reader])).exit).toBe(0)
    expect((await ended).exit).toBe(0)
  })
})

describe('pipes', () => {
  it('carry secrets on any descriptor', () => {
    const line = `PIN.QES=${card.secret('PIN.QES')}\n`
    expect(shell('ehba pin verify qes --reader "$READER" --secrets-fd 0', line).status).toBe(0)
    expect(shell('ehba pin verify qes --reader "$READER" --secrets-fd 3 3<&0 </dev/null', line).status).toBe(0)
  })

  it('without the secret are exit 23 where nobody can be asked', () => {
    expect(shell('setsid -w ehba pin verify qes --reader "$READER" --secrets-fd 0').status).toBe(23)
  })

  it('that are closed before the end are no reason to complain', () => {
    const { stdout, stderr } = shell('ehba card show --reader "$READER" | head -1')
    expect(stdout).toMatch(/^Kind .*\n$/)
    expect(stderr).toBe('')
  })
})

describe('a full disk', () => {
  it('behind standard output is told on standard error with exit 3, with --json too', () => {
    for (const form of ['', '--json']) {
      const { status, stderr } = shell(`ehba pin status ${form} --reader "$READER" >/dev/full`)
      expect(status).toBe(3)
      expect(stderr).toContain('[HC_OUTPUT_UNUSABLE]')
    }
  })

  it('behind standard error stops no batch', () => {
    desk.file('secrets-full', `PIN.QES=${card.secret('PIN.QES')}\n`, 0o600)
    desk.file('full/brief.txt', 'Befund')
    const line = 'ehba sign full/brief.txt --out full --reader "$READER" --secrets-file secrets-full 2>/dev/full'
    expect(shell(line).status).toBe(0)
    expect(readdirSync(desk.path('full'))).toContain('brief.txt.p7s')
  })
})

describe('the terminal', () => {
  it('draws no bar and no escape sequence where standard error is none', async () => {
    const words = ['sign', desk.file('brief.txt', 'Befund'), '--out', desk.path('bar'), ...card.reader]
    const { stdout, stderr } = await desk.ehba(words, { secrets: { 'PIN.QES': card.secret('PIN.QES') } })
    expect(stdout + stderr).not.toMatch(/\p{Cc}(?<!\n)/u)
  })
})
