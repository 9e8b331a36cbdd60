/** A value that may be logged. Bytes are not among them: what goes to a log is named, never dumped. */
export type LogValue = string | number | boolean | null | undefined | readonly string[]

/**
 * Where the program says what it does. Fields are flat and of these types only, so that no error object, APDU or
 * document can slip into a log.
 */
export interface Logger {
  debug(event: string, fields?: Readonly<Record<string, LogValue>>): void
  info(event: string, fields?: Readonly<Record<string, LogValue>>): void
  warn(event: string, fields?: Readonly<Record<string, LogValue>>): void
  error(event: string, fields?: Readonly<Record<string, LogValue>>): void
}

const drop = (): void => undefined

/** Logs nothing. */
export const silentLogger: Logger = { debug: drop, info: drop, warn: drop, error: drop }
