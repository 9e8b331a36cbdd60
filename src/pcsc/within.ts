import { PcscError } from './pcsc-error.js'

/** What may end a wait, and what becomes of a result that comes too late. */
export interface WaitOptions<T> {
  readonly ms: number
  readonly signal?: AbortSignal | undefined
  /** Clears away a result that nobody waits for any more. */
  readonly late?: (result: T) => unknown
}

/**
 * Waits for `work`, but no longer than `ms`. What takes longer is given up and goes on behind our back: PC/SC has no way to
 * end it.
 *
 * @throws PcscError `silent` and `stopped`, and what `work` throws in time
 */
export function within<T>(work: Promise<T>, { ms, signal, late }: WaitOptions<T>): Promise<T> {
  // One promise by hand: every command to a card passes here, and a race with an AbortController costs 50 µs each time.
  return new Promise((resolve, reject) => {
    let waiting = true
    const endWait = (): void => {
      waiting = false
      clearTimeout(timer)
      signal?.removeEventListener('abort', onStop)
    }
    const giveUp = (error: PcscError): void => {
      endWait()
      reject(error)
    }
    const timer = setTimeout(() => {
      giveUp(new PcscError('silent', `no answer within ${ms} ms`))
    }, ms)
    const onStop = (): void => {
      giveUp(new PcscError('stopped', 'asked to stop'))
    }
    if (signal?.aborted) onStop()
    else signal?.addEventListener('abort', onStop)
    work.then(
      (result) => {
        if (waiting) {
          endWait()
          resolve(result)
        } else late?.(result)
      },
      // A failure that comes after the end of the wait has nobody to be told.
      () => {
        if (!waiting) return
        endWait()
        resolve(work)
      },
    )
  })
}
