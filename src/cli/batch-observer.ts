import type { BatchObserver } from '../operations/batch-report.js'
import type { CommandContext } from './command-context.js'
import { progressBar } from './progress-bar.js'
import { renderPlan } from './render/batch-plan.js'

/**
 * Shows a batch on its way: the plan, each PIN entry of several, a bar where a terminal can draw it, and that a stop was
 * heard.
 */
export async function batchObserver(context: CommandContext): Promise<BatchObserver & Disposable> {
  const { tell, texts, signal } = context
  const { signing } = texts.words
  const bar = await progressBar(context, signing.progress)
  const onStop = (): void => {
    bar.pause()
    tell(signing.stopping)
  }
  signal.addEventListener('abort', onStop, { once: true })
  return {
    planned(plan) {
      tell(`${renderPlan(plan, texts)}\n`)
    },
    pinEntry({ number, of, documents, left, total }) {
      bar.pause()
      const { number: count } = texts.format
      if (of === 1) return
      tell(signing.left(count(left), count(total)))
      tell(signing.entry(count(number), count(of), count(documents)))
    },
    moreEntries({ signaturesPerEntry, pinEntries }) {
      const { number: count } = texts.format
      tell(signing.moreEntries(count(pinEntries), count(signaturesPerEntry)))
    },
    progress({ done, total, secondsLeft }) {
      bar.show(done, total, secondsLeft === null ? '' : signing.secondsLeft(texts.format.number(secondsLeft)))
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', onStop)
      bar.pause()
    },
  }
}
