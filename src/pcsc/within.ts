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
export async function within<T>(work: Promise<T>, { ms, signal, late }: WaitOptions<T>): Promise<T> {
  let waiting = true
  // What comes after the end of the wait has nobody else: neither a result nor a failure may be left over.
  work.then(
    (result) => {
      if (!waiting) late?.(result)
    },
    () => undefined,
  )
  const ends = new AbortController()
  try {
    return await Promise.race([work, endOfWait(ms, signal, ends.signal)])
  } finally {
    waiting = false
    ends.abort()
  }
}

function endOfWait(ms: number, stop: AbortSignal | undefined, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      reject(new PcscError('silent', `no answer within ${ms} ms`))
    }, ms)
    const onStop = (): void => {
      reject(new PcscError('stopped', 'asked to stop'))
    }
    if (stop?.aborted) onStop()
    stop?.addEventListener('abort', onStop, { signal: ended })
    ended.addEventListener('abort', () => {
      clearTimeout(timer)
    })
  })
}
