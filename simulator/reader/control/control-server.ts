import { createServer, type Server, type Socket } from 'node:net'
import { SimulatorError } from '../../card/simulator-error.js'
import { listenAt } from '../listening-socket.js'
import { ReaderError } from '../reader-error.js'
import { readRequest, type ControlAnswer, type ControlRequest, type HeldCard } from './control-message.js'

/** Does what is asked; what it resolves to are the cards that were asked for. */
export type Control = (request: ControlRequest) => Promise<readonly HeldCard[] | undefined>

/**
 * Serves a running simulation at a Unix socket that only its owner may use: one request as a line of JSON, one answer as a
 * line of JSON, on a connection of its own.
 *
 * @throws ReaderError `placeUnusable`
 */
export async function serveControl(path: string, control: Control): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    serve(connection, control)
  })
  return await listenAt(path, server)
}

function serve(connection: Socket, control: Control): void {
  let text = ''
  connection.setEncoding('utf8')
  // Who asked has left: what was asked is done all the same.
  connection.on('error', () => undefined)
  connection.on('data', (part: string) => (text += part))
  connection.on('end', () => {
    void answer(text, control).then((said) => connection.end(`${JSON.stringify(said)}\n`))
  })
}

async function answer(text: string, control: Control): Promise<ControlAnswer> {
  try {
    const cards = await control(readRequest(text))
    return { done: true, ...(cards && { cards }) }
  } catch (error) {
    if (error instanceof SimulatorError) return { done: false, code: 'cardFailed', message: error.message }
    if (!(error instanceof ReaderError)) throw error
    const { code, reason, line } = error
    return { done: false, code, message: reason, ...(line !== undefined && { line }) }
  }
}
