import { pino } from 'pino'
import type { Logger, LogValue } from './logger.js'

/** Least severe event that is written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

type Fields = Readonly<Record<string, LogValue>>

/**
 * A {@link Logger} that writes JSON Lines: `{"level":"info","time":"2026-11-21T08:00:00.000Z","event":"card opened",…}`.
 * No process id and no host name: a log that is sent to somebody tells what happened and not where.
 *
 * @param file - path of the log, created for its owner alone if it does not exist; undefined: standard error
 */
export function pinoLogger(level: LogLevel, file: string | undefined): Logger {
  const destination = pino.destination({ dest: file ?? 2, sync: true, append: true, mode: 0o600 })
  const log = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
  return {
    debug: (event: string, fields: Fields = {}) => {
      log.debug(fields, event)
    },
    info: (event: string, fields: Fields = {}) => {
      log.info(fields, event)
    },
    warn: (event: string, fields: Fields = {}) => {
      log.warn(fields, event)
    },
    error: (event: string, fields: Fields = {}) => {
      log.error(fields, event)
    },
  }
}
