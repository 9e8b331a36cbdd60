import type { LogLevelSetting } from '../src/config/settings.js'
import { HealthCardError } from '../src/errors/health-card-error.js'
import { silentLogger, type Logger } from '../src/log/logger.js'
import { pinoLogger } from '../src/log/pino-logger.js'

/** @throws HealthCardError `HC_OUTPUT_UNUSABLE` */
export function openLog(level: LogLevelSetting, file: string | undefined): Logger {
  if (level === 'off') return silentLogger
  try {
    return pinoLogger(level, file)
  } catch (cause) {
    throw new HealthCardError('HC_OUTPUT_UNUSABLE', 'the log cannot be written', { file }, { cause })
  }
}
