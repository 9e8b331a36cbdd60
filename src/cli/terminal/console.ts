import { closeSync, openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import type { KeysEnd, PersonConsole } from './terminal.js'

const devices =
  process.platform === 'win32'
    ? { keyboard: '\\\\.\\CONIN$', screen: '\\\\.\\CONOUT$' }
    : { keyboard: '/dev/tty', screen: '/dev/tty' }

/** Signals that end the process at once and would leave the terminal without echo. */
const deadly = ['SIGHUP', 'SIGQUIT'] as const

/** How a terminal says that nobody is there any more. */
const leaving = ['end', 'error'] as const

/** Ends the process as the loss of its terminal does. Node ends itself with a crash where a terminal has gone. */
function hangUp(): void {
  endBy('SIGHUP')
}

/** Ends at once, whatever else the program does on that signal: nobody is left to finish anything for. */
function endBy(name: NodeJS.Signals): void {
  process.removeAllListeners(name)
  process.kill(process.pid, name)
}

/** Opens the terminal that this process belongs to; undefined where it has none. */
export function openConsole(): PersonConsole | undefined {
  const screen = openDevice(devices.screen, 'w')
  const keyboard = openDevice(devices.keyboard, 'r+')
  if (screen === undefined || keyboard === undefined) {
    for (const fd of [screen, keyboard]) if (fd !== undefined) closeSync(fd)
    return undefined
  }
  return new DeviceConsole(new ReadStream(keyboard), screen)
}

function openDevice(path: string, flags: string): number | undefined {
  try {
    return openSync(path, flags)
  } catch {
    // ENXIO, ENOENT, EACCES: whatever the reason, there is nobody to talk to here.
    return undefined
  }
}

class DeviceConsole implements PersonConsole {
  readonly #keyboard: ReadStream
  readonly #screen: number

  constructor(keyboard: ReadStream, screen: number) {
    this.#keyboard = keyboard
    this.#screen = screen
    // A reading stream keeps the process alive; this one must do so only while somebody is asked.
    keyboard.pause()
    keyboard.unref()
    // Where the terminal is gone, also a change of its mode fails.
    keyboard.on('error', () => undefined)
  }

  write(text: string): void {
    try {
      writeSync(this.#screen, text)
    } catch (error) {
      // The terminal is gone: nobody is there to read it.
      if (!(error instanceof Error && 'code' in error && error.code === 'EIO')) throw error
    }
  }

  async readKeys(
    prompt: string,
    take: (byte: number) => boolean,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<KeysEnd> {
    const keyboard = this.#keyboard
    // Raw: no echo, no line editing, and Ctrl-C arrives as a key. Before the prompt: who answers it at once is not echoed.
    const ask = (): void => {
      keyboard.setRawMode(true)
      this.write(prompt)
    }
    // A shell that stops the program takes its terminal back, with echo. What it did is not known here, and setting a mode
    // that is believed to be set does nothing: so off, and on again.
    const onContinue = (): void => {
      keyboard.setRawMode(false)
      ask()
    }
    const onKill = (name: NodeJS.Signals): void => {
      keyboard.setRawMode(false)
      endBy(name)
    }
    keyboard.ref()
    process.on('SIGCONT', onContinue)
    for (const name of deadly) process.once(name, onKill)
    try {
      ask()
      return await this.#listen(take, timeoutMs, signal)
    } finally {
      for (const name of deadly) process.off(name, onKill)
      process.off('SIGCONT', onContinue)
      keyboard.pause()
      keyboard.setRawMode(false)
      keyboard.unref()
    }
  }

  close(): void {
    this.#keyboard.destroy()
    closeSync(this.#screen)
  }

  #listen(take: (byte: number) => boolean, timeoutMs: number, signal: AbortSignal): Promise<KeysEnd> {
    const keyboard = this.#keyboard
    return new Promise((resolve) => {
      const end = (why: KeysEnd): void => {
        clearTimeout(timer)
        keyboard.off('data', onData)
        for (const event of leaving) keyboard.off(event, hangUp)
        signal.removeEventListener('abort', onStop)
        resolve(why)
      }
      const onStop = (): void => {
        end('stopped')
      }
      const onData = (chunk: Buffer): void => {
        timer.refresh()
        const last = chunk.findIndex(take)
        if (last >= 0) {
          end('done')
          const ahead = chunk.subarray(last + 1)
          if (ahead.length > 0) keyboard.unshift(Buffer.from(ahead))
        }
        chunk.fill(0)
      }
      const timer = setTimeout(() => {
        end('timedOut')
      }, timeoutMs)
      if (signal.aborted) {
        end('stopped')
        return
      }
      signal.addEventListener('abort', onStop)
      for (const event of leaving) keyboard.on(event, hangUp)
      keyboard.on('data', onData)
      keyboard.resume()
    })
  }
}
