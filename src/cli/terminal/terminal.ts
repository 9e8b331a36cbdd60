/** Why the reading of keys ended. */
export type KeysEnd = 'done' | 'timedOut' | 'stopped'

/** The person at keyboard and screen, also where standard input and output are redirected. */
export interface PersonConsole {
  /** Shows text at once. */
  write(text: string): void
  /**
   * Asks, and hands over keys, one byte at a time, without showing them. Every byte is overwritten after `take` has seen it;
   * what was typed ahead stays for the next reading.
   *
   * @param prompt - shown when nothing that is typed is echoed any more
   * @param take - returns true with the key that ends the entry
   * @param timeoutMs - longest pause between two keys
   */
  readKeys(prompt: string, take: (byte: number) => boolean, timeoutMs: number, signal: AbortSignal): Promise<KeysEnd>
  /** Gives keyboard and screen back. */
  close(): void
}

/** Where the program writes, and whom it can ask. */
export interface Terminal {
  /** Data, to standard output. */
  out(data: string | Uint8Array): void
  /** Everything else, to standard error. */
  err(text: string): void
  /** Whether standard output is read by a person at a terminal. */
  readonly outIsTerminal: boolean
  /** Standard error, where a progress bar can be drawn; undefined where it is not a terminal. */
  readonly progressStream: NodeJS.WriteStream | undefined
  /** The person; undefined where there is none. */
  openConsole(): PersonConsole | undefined
}
