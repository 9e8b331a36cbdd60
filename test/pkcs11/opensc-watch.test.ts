import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setTimeout as wait } from 'node:timers/promises'
import { Desk } from '../support/cli.js'
import { Workbench } from '../support/openssl.js'
import { OpenscRoom, whyNoOpensc } from '../support/opensc-room.js'
import { scHsmToken } from '../support/pkcs15-card/known-tokens.js'

interface Line {
  readonly event: string
  readonly reader?: string
  readonly iccsn?: string
}

describe.skipIf(whyNoOpensc)('card watch through OpenSC', () => {
  const bench = new Workbench()
  const desk = new Desk()
  let room: OpenscRoom

  beforeAll(async () => {
    room = await OpenscRoom.open({ card: scHsmToken(bench).card.source, drivers: ['sc-hsm'] })
  })
  afterAll(async () => {
    await room[Symbol.asyncDispose]()
    desk[Symbol.dispose]()
    bench[Symbol.dispose]()
  })

  it('sees a token that is pulled and put in again, and knows it', async () => {
    const { process: program, ended } = desk.start(
      ['card', 'watch', '--json', '--reader', `pkcs11:${room.modulePath}`],
      {
        env: room.env,
      },
    )
    let text = ''
    program.stdout?.on('data', (data: string) => (text += data))
    const lines = (): Line[] =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line)
    const seen = async (event: string, times: number): Promise<Line | undefined> => {
      const found = (): Line[] => lines().filter((line) => line.event === event)
      for (let i = 0; i < 200 && found().length < times; i++) await wait(50)
      return found()[times - 1]
    }
    const first = await seen('cardRecognised', 1)
    expect(first?.iccsn).not.toBe('')
    await room.running.bench.remove('Desk')
    expect(await seen('cardRemoved', 1)).toMatchObject({ reader: first?.reader })
    await room.running.bench.insert('Desk')
    expect(await seen('cardRecognised', 2)).toMatchObject({ reader: first?.reader, iccsn: first?.iccsn })
    program.kill('SIGTERM')
    expect((await ended).exit).toBe(0)
    expect(lines().map(({ event }) => event)).not.toContain('readerRemoved')
  })
})
