import { HealthCardError } from '../errors/health-card-error.js'

/** Ends a batch that the person has stopped, between two of its steps. @throws HealthCardError `HC_STOPPED` */
export function requireNotStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new HealthCardError('HC_STOPPED', 'the batch was stopped')
}
