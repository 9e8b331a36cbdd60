import { closeSync, openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import type { KeysEnd, PersonConsole } from './terminal.js'

const devices =
  process.platform === 'win32'
    ? { keyboard: '\\\\.\\CONIN$', screen: '\\\\.\\CONOUT$' }
    : { keyboard: '/dev/tty', screen: '/dev/tty' }

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
  }

  write(text: string): void {
    writeSync(this.#screen, text)
  }

  async readKeys(
    prompt: string,
    take: (byte: number) => boolean,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<KeysEnd> {
    const keyboard = this.#keyboard
    keyboard.ref()
    // Raw: no echo, no line editing, and Ctrl-C arrives as a key. Before the prompt: who answers it at once is not echoed.
    keyboard.setRawMode(true)
    try {
      this.write(prompt)
      return await this.#listen(take, timeoutMs, signal)
    } finally {
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
        keyboard.off('end', onEnd)
        signal.removeEventListener('abort', onAbort)
        resolve(why)
      }
      const onAbort = (): void => {
        end('stopped')
      }
      const onEnd = (): void => {
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
      signal.addEventListener('abort', onAbort)
      keyboard.on('data', onData)
      keyboard.on('end', onEnd)
      keyboard.resume()
    })
  }
}
