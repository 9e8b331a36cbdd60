import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ReaderError } from '../reader-error.js'
import { descriptorOf, listenAt } from '../listening-socket.js'
import { readReaderStates, type PcscReaderState } from './reader-states.js'

/** A reader for pcscd's configuration. */
export interface ReaderEntry {
  /** pcscd adds the numbers of reader and slot. Neither quotation marks nor control characters. */
  readonly name: string
  readonly socketPath: string
}

/** Options of {@link PrivatePcscd.start}. */
export interface PrivatePcscdOptions {
  /** A folder for its files that nobody else can enter; it is the caller's to remove. */
  readonly folder: string
  readonly readers: readonly ReaderEntry[]
  /** The driver of simulator/ifd. */
  readonly driverPath: string
  /** `/usr/sbin/pcscd` where not said. */
  readonly program?: string
}

/** Where Debian, and most others, put it; root's part of the path is not in everybody's PATH. */
const PCSCD = '/usr/sbin/pcscd'
const START_MS = 5000
const STOP_MS = 2000
const POLL_MS = 4

/*
 * pcscd is told by the protocol of systemd's socket activation (sd_listen_fds(3)) to serve the socket that it inherits as
 * descriptor 3, so that it never comes near the socket of the system's pcscd. setpriv has the kernel end it with its owner,
 * however that ends; an owner that was gone before is seen by another parent. The empty folder keeps its hands off real
 * readers at the USB.
 */
const LAUNCH =
  '[ "$PPID" = "$1" ] || exit 1; LISTEN_FDS=1 LISTEN_PID=$$ exec "$2" --foreground --critical --config "$3"'

/**
 * A pcscd of our own, with nothing but simulated readers, behind a Unix socket in our own folder. It ends with the process
 * that started it, also where that is killed. Linux only.
 */
export class PrivatePcscd {
  /** For clients, as environment variable `PCSCLITE_CSOCK_NAME`. */
  readonly socketPath: string
  readonly #options: PrivatePcscdOptions
  #process: ChildProcess | undefined

  private constructor(options: PrivatePcscdOptions) {
    this.#options = options
    this.socketPath = join(options.folder, 'pcscd.comm')
  }

  /**
   * Resolves when it shows all readers. The readers must be listening.
   *
   * @throws ReaderError `pcscdMissing`, `pcscdFailed`, `placeUnusable`
   */
  static async start(options: PrivatePcscdOptions): Promise<PrivatePcscd> {
    const pcscd = new PrivatePcscd(options)
    await pcscd.#prepare()
    await pcscd.#launch()
    return pcscd
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** What pcscd shows to its clients. */
  readers(): Promise<PcscReaderState[]> {
    return readReaderStates(this.socketPath)
  }

  /** Ends it without any chance to say good-bye (SIGKILL). */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Starts it again at the same socket after {@link PrivatePcscd.kill}. @throws ReaderError `pcscdFailed` */
  async restart(): Promise<void> {
    await this.#end('SIGTERM')
    await this.#launch()
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    await rm(this.socketPath, { force: true })
  }

  get #configuration(): string {
    return join(this.#options.folder, 'readers')
  }

  async #prepare(): Promise<void> {
    const { folder, readers, driverPath, program = PCSCD } = this.#options
    for (const needed of [program, driverPath]) {
      await access(needed).catch((cause: unknown) => {
        throw new ReaderError('pcscdMissing', `${needed} is missing`, { cause })
      })
    }
    await mkdir(this.#configuration, { recursive: true, mode: 0o700 })
    await mkdir(join(folder, 'no-drivers'), { recursive: true, mode: 0o700 })
    const entries = readers.map(({ name, socketPath }, i) =>
      [`FRIENDLYNAME "${name}"`, `DEVICENAME ${socketPath}`, `LIBPATH ${driverPath}`, `CHANNELID ${i + 1}`, ''].join(
        '\n',
      ),
    )
    await writeFile(join(this.#configuration, 'simulated'), entries.join('\n'), { mode: 0o600 })
  }

  async #launch(): Promise<void> {
    const { folder, program = PCSCD } = this.#options
    const fresh = join(folder, 'pcscd.new')
    // What a start that failed has left.
    await rm(fresh, { force: true })
    const listening = await listenAt(fresh, createServer())
    const launch = ['--pdeathsig', 'TERM', '--', '/bin/sh', '-c', LAUNCH, 'sh', String(process.pid), program]
    const child = spawn('setpriv', [...launch, this.#configuration], {
      stdio: ['ignore', 'ignore', 'ignore', descriptorOf(listening)],
      env: { PATH: process.env['PATH'] ?? '', PCSCLITE_HP_DROPDIR: join(folder, 'no-drivers') },
    })
    this.#process = child
    const failed = once(child, 'error').then(([cause]: unknown[]) => {
      throw new ReaderError('pcscdMissing', 'setpriv cannot be run', { cause })
    })
    await Promise.race([once(child, 'spawn'), failed])
    // Under another name, since whoever closes a listening socket removes the file of its name.
    await rename(fresh, this.socketPath)
    listening.close()
    await this.#untilReady(child)
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + START_MS
    while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
      const states = await this.readers().catch(() => [])
      if (states.filter(({ looked }) => looked).length === this.#options.readers.length) return
      await wait(POLL_MS)
    }
    await this.#end('SIGKILL')
    throw new ReaderError('pcscdFailed', 'pcscd does not show the simulated readers')
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child?.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(late)
  }
}
