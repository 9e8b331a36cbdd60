import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'
import { whenChanged } from '../support/when-changed.js'

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

describe('a batch that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes the document in hand and exits with 41', async (signal) => {
    for (let i = 0; i < 40; i++) desk.file(`in/${i}.txt`, `Befund ${i}`)
    const out = desk.path(`out-${signal}`)
    desk.file(`out-${signal}/.keep`, '')
    const signatures = (): string[] => readdirSync(out).filter((name) => name.endsWith('.p7s'))
    const started = whenChanged(out, () => signatures().length >= 2)
    const words = ['sign', 'in', '--recursive', '--out', out, '--sim-delay', 'sign=100ms', '--json', ...card.reader]
    const { process: running, ended } = desk.start(words, { secrets: { 'PIN.QES': card.secret('PIN.QES') } })
    await started
    running.kill(signal)
    const { exit, json } = await ended
    expect(exit).toBe(41)
    expect(json).toMatchObject({ batch: { state: 'incomplete', total: 40 }, error: { code: 'HC_STOPPED', exit: 41 } })
    expect(signatures()).toHaveLength(json.batch?.signed ?? -1)
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const verified = ['verify', ...signatures().map((name) => `${out}/${name}`), '--trust', card.trust]
    expect((await desk.ehba([...verified, '--content', 'in'])).exit).toBe(0)
  })
})

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

describe('the terminal', () => {
  it('draws no bar and no escape sequence where standard error is none', async () => {
    const words = ['sign', desk.file('brief.txt', 'Befund'), '--out', desk.path('bar'), ...card.reader]
    const { stdout, stderr } = await desk.ehba(words, { secrets: { 'PIN.QES': card.secret('PIN.QES') } })
    expect(stdout + stderr).not.toMatch(/\p{Cc}(?<!\n)/u)
  })
})
