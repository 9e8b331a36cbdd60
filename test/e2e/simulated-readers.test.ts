import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { qesTriesLeft } from '../support/card-counts.js'
import { copyCard, createCard, Desk, type Call, type RunningCall, type SimulatedCard } from '../support/cli.js'
import { runPcscTool } from '../support/opensc.js'

/** What `sim run` prints when the readers can be used. */
interface Ready {
  readonly schemaVersion: number
  readonly event: string
  readonly socket: string
  readonly readers: readonly string[]
}

const desk = new Desk()
let card: SimulatedCard
const running: RunningCall[] = []

/** Starts readers; they are stopped with the test, also where it fails. */
async function startReaders(words: readonly string[]): Promise<{ readonly call: RunningCall; readonly ready: Ready }> {
  const call = desk.start(['sim', 'run', ...words])
  running.push(call)
  let output = ''
  const ready = await new Promise<Ready>((resolve, reject) => {
    call.process.stdout?.on('data', (text: string) => {
      output += text
      if (output.includes('\n')) resolve(JSON.parse(output) as Ready)
    })
    void call.ended.then(({ stderr }) => {
      reject(new Error(stderr))
    })
  })
  return { call, ready }
}

async function stop(call: RunningCall): Promise<Call> {
  call.process.kill('SIGTERM')
  return await call.ended
}

async function untilListed(socket: string, line: RegExp): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (line.test((await runPcscTool(socket, 'opensc-tool', ['-l'])).output)) return
    await wait(20)
  }
  throw new Error(`opensc-tool never listed ${String(line)}`)
}

beforeAll(async () => {
  card = await createCard(desk, 'card', 'hba', '--state', 'active')
})
afterAll(async () => {
  await Promise.all(running.map(stop))
  desk[Symbol.dispose]()
})

describe('ehba sim run --pcscd', () => {
  it('shows the cards to every PC/SC program, says so in one line, and leaves nothing behind', async () => {
    const second = copyCard(desk, 'second', card)
    const { call, ready } = await startReaders([card.image, second.image, '--pcscd'])
    expect(ready).toMatchObject({ schemaVersion: 1, event: 'ready' })
    expect(ready.readers).toEqual(['ehba simulated reader 1 00 00', 'ehba simulated reader 2 01 00'])
    expect(statSync(ready.socket).mode & 0o077).toBe(0)
    await untilListed(ready.socket, /Yes +ehba simulated reader 2/)
    const { exit, stderr } = await stop(call)
    expect(exit, stderr).toBe(0)
    expect(existsSync(ready.socket)).toBe(false)
    expect(readdirSync(desk.path('tmp')).filter((name) => name.startsWith('ehba-pcscd-'))).toEqual([])
    expect(readdirSync(desk.path('state', 'ehba', 'readers'))).toEqual([])
  })

  it('lets cards be pulled out and put in, readers unplugged and pcscd killed while it runs', async () => {
    const { call, ready } = await startReaders([card.image, '--pcscd'])
    const change = async (...words: readonly string[]): Promise<void> => {
      const { exit, stderr } = await desk.ehba(['sim', ...words])
      expect(exit, stderr).toBe(0)
    }
    await change('remove', '1')
    await untilListed(ready.socket, /No +ehba simulated reader 1/)
    await change('insert', '1')
    await untilListed(ready.socket, /Yes +ehba simulated reader 1/)
    await change('fault', '1', '--kill-pcscd')
    await untilListed(ready.socket, /No smart card readers/)
    await change('fault', '1', '--start-pcscd')
    await untilListed(ready.socket, /Yes +ehba simulated reader 1/)
    await change('fault', '1', '--unplug')
    await change('fault', '1', '--plug')
    const counters = await desk.ehba(['sim', 'list', card.image, '--json'])
    expect(qesTriesLeft(counters.json.cards?.[0])).toBe(3)
    const unknown = await desk.ehba(['sim', 'remove', '7', '--json'])
    expect(unknown).toMatchObject({ exit: 10, json: { error: { code: 'HC_SIM_READERS_UNUSABLE' } } })
    await stop(call)
  })

  it('gives the readers a PIN pad whose digits stand in a file that nobody else may read', async () => {
    const script = desk.file('person', 'type 123456\n', 0o600)
    const { call } = await startReaders([card.image, '--pcscd', '--pinpad', script])
    await stop(call)
    const open = desk.file('open', 'type 123456\n', 0o644)
    const refused = await desk.ehba(['sim', 'run', card.image, '--pcscd', '--pinpad', open, '--json'])
    expect(refused).toMatchObject({ exit: 2, json: { error: { code: 'HC_SECRETS_READABLE' } } })
    const wrong = desk.file('wrong', 'press 123456\n', 0o600)
    const { exit, stdout, stderr } = await desk.ehba(['sim', 'run', card.image, '--pcscd', '--pinpad', wrong])
    expect(exit).toBe(2)
    expect(stdout + stderr).toContain('HC_SIM_SCRIPT_INVALID')
    expect(stdout + stderr).not.toContain('123456')
  })

  it('traces what passes the readers, for its owner alone', async () => {
    const trace = desk.path('trace')
    const { call, ready } = await startReaders([card.image, '--pcscd', '--trace', trace])
    await runPcscTool(ready.socket, 'opensc-tool', ['-c', 'default', '-s', '00A4040C06D27600006601'])
    await stop(call)
    expect(statSync(trace).mode & 0o077).toBe(0)
    expect(readFileSync(trace, 'utf8')).toContain('"toCard":"00a4040c06d27600006601"')
  })

  it.each([
    [['--pcscd', '--vpcd', '127.0.0.1:1'], 2],
    [[], 2],
    [['--vpcd', 'nowhere'], 10],
    [['--vpcd', '127.0.0.1:1', '--pinpad', 'person'], 2],
    [['--pcscd', '--pinpad-digits', '6'], 2],
    [['--pcscd', '--sim-faults', 'no-such-story'], 3],
  ])('refuses %j with exit %i', async (words, exit) => {
    expect((await desk.ehba(['sim', 'run', card.image, ...words])).exit).toBe(exit)
  })
})

describe('a simulation that is not there', () => {
  it('is said by those who want to change it', async () => {
    const { exit, json } = await desk.ehba(['sim', 'insert', '1', '--json'])
    expect([exit, json.error?.code]).toEqual([10, 'HC_SIM_READERS_UNUSABLE'])
  })

  it('refuses a story with the line that cannot be understood', async () => {
    const story = desk.file('story', '# fine\nat comand 3 pull\n')
    const { exit, json } = await desk.ehba(['pin', 'status', ...card.reader, '--sim-faults', story, '--json'])
    expect([exit, json.error?.code]).toEqual([2, 'HC_SIM_SCRIPT_INVALID'])
    expect(JSON.stringify(json)).toContain('Line 2')
  })
})
