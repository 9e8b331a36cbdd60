import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atTerminal, type TerminalRun, type Turn } from '../support/at-terminal.js'
import { createCard, Desk, type SimulatedCard } from '../support/cli.js'

const desk = new Desk()
let card: SimulatedCard
const prompt = 'tries left: 3'

beforeAll(async () => {
  card = await createCard(desk, 'card', 'hba', '--state', 'active')
})

afterAll(() => {
  desk[Symbol.dispose]()
})

/** `pin verify` in a shell that then tells the exit code and how the terminal was left. */
function verifyAtTerminal(turns: readonly Turn[]): Promise<TerminalRun> {
  return atTerminal(
    desk,
    ['pin', 'verify', 'qes', ...card.reader],
    turns,
    (call) => `sh -c 'echo $$ >pid; tty >tty; exec ${call}'; echo "exit $?"; stty -a`,
  )
}

const noted = (name: string): string => readFileSync(desk.path(name), 'utf8').trim()

describe('a PIN prompt at a terminal', () => {
  it.each([
    ['SIGTERM', 41],
    ['SIGINT', 41],
    ['SIGQUIT', 131],
    ['SIGHUP', 129],
  ] as const)('leaves the terminal with echo when %s ends it', async (signal, exit) => {
    const { screen } = await verifyAtTerminal([[prompt, () => process.kill(Number(noted('pid')), signal)]])
    expect(screen).toContain(`exit ${exit}`)
    expect(screen).toMatch(/ echo /)
    expect(screen).toMatch(/ icanon /)
  })

  it('shows no digit after a shell has stopped the program, taken the terminal back, and continued it', async () => {
    const continued = (): void => {
      execFileSync('stty', ['-F', noted('tty'), 'echo', 'icanon'])
      process.kill(Number(noted('pid')), 'SIGCONT')
    }
    const { screen } = await verifyAtTerminal([
      [prompt, continued],
      [prompt, `${card.secret('PIN.QES')}\r`],
    ])
    expect(screen).toContain('exit 0')
    expect(screen).not.toContain(card.secret('PIN.QES'))
  })
})
