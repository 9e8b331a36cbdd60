import { readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ReaderError } from '../reader-error.js'
import type { ControlAnswer, ControlRequest, HeldCard } from './control-message.js'

const SUFFIX = '.sock'

/** Where the simulation of a process listens. */
export function controlPath(folder: string, pid: number): string {
  return join(folder, `${pid}${SUFFIX}`)
}

/**
 * Asks the simulations that run, the youngest first, until one has the reader.
 *
 * @param folder - of their sockets; need not exist
 * @throws ReaderError as the simulation says; `readerUnknown` where none has it, `controlFailed` where none runs
 */
export async function askSimulations(folder: string, request: ControlRequest): Promise<readonly HeldCard[]> {
  let failure = new ReaderError('controlFailed', 'no simulated reader is running')
  const cards: HeldCard[] = []
  let done = false
  for (const path of await socketsIn(folder)) {
    const answer = await ask(path, request)
    if (!answer) continue
    if (answer.done) {
      done = true
      cards.push(...(answer.cards ?? []))
      // Counters come from all of them, everything else is for one.
      if (request.verb !== 'counters') return cards
      continue
    }
    failure = errorOf(answer)
    if (answer.code !== 'readerUnknown') throw failure
  }
  if (!done) throw failure
  return cards
}

async function socketsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new ReaderError('controlFailed', `cannot look into ${folder}`, { cause: error })
  })
  const pids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => Number.parseInt(name, 10))
  return pids.sort((a, b) => b - a).map((pid) => controlPath(folder, pid))
}

/** Undefined where nobody listens any more. */
async function ask(path: string, request: ControlRequest): Promise<ControlAnswer | undefined> {
  const text = await exchange(path, JSON.stringify(request)).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) {
      throw new ReaderError('controlFailed', `the simulation at ${path} does not answer`, { cause: error })
    }
    // Killed before it could tidy up.
    await rm(path, { force: true })
    return undefined
  })
  // A message of our own program: its form is that of its version.
  return text === undefined ? undefined : (JSON.parse(text) as ControlAnswer)
}

function exchange(path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(path, () => connection.end(text))
    let answer = ''
    connection.setEncoding('utf8')
    connection.on('data', (part: string) => (answer += part))
    connection.on('error', reject)
    connection.on('end', () => {
      resolve(answer)
    })
  })
}

function errorOf({ code, message, line }: Extract<ControlAnswer, { readonly done: false }>): ReaderError {
  return new ReaderError(code === 'cardFailed' ? 'controlFailed' : code, message, line === undefined ? {} : { line })
}
