import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeBenchCard, type BenchCard } from './bench-card.js'
import { ehba, plainEnv } from './command-line.js'

/** Where a card is that another process serves. */
export interface ServedCard extends AsyncDisposable {
  readonly card: BenchCard
  /** Leads a program to the pcscd that shows it. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * A simulated card in a reader of our own driver (simulator/ifd) and a pcscd of its own, both run by the program itself: who
 * is measured does not serve its own card.
 *
 * @param options - of `ehba`, for the card
 */
export async function serveCard(folder: string, options: readonly string[] = []): Promise<ServedCard> {
  mkdirSync(folder, { recursive: true })
  const card = await makeBenchCard('hba', folder)
  const words = [...options, '--sim-seed', '1', '--json', '--quiet', 'sim', 'run', card.image, '--pcscd']
  const server = spawn(process.execPath, [ehba, ...words], {
    env: { ...plainEnv, XDG_STATE_HOME: join(folder, 'state') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string]
  const { socket } = JSON.parse(line) as { socket: string }
  return { card, env: { PCSCLITE_CSOCK_NAME: socket }, [Symbol.asyncDispose]: () => end(server) }
}

/** Ends a process that was started here. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
