import type { BatchObserver } from '../operations/batch-report.js'
import type { CommandContext } from './command-context.js'
import { renderPlan } from './render/batch-plan.js'

/**
 * Shows a batch on its way: the plan, each PIN entry of several, a bar where a terminal can draw it, and that a stop was
 * heard.
 */
export async function batchObserver(context: CommandContext): Promise<BatchObserver & Disposable> {
  const { tell, texts, signal } = context
  const { signing } = texts.words
  const bar = await progressBar(context)
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

interface Bar {
  show(done: number, total: number, left: string): void
  /** Leaves the line, so that something else can be shown; the next `show` begins again. */
  pause(): void
}

async function progressBar({ terminal, options: { quiet }, texts }: CommandContext): Promise<Bar> {
  const stream = terminal.progressStream
  if (!stream || quiet) return { show: () => undefined, pause: () => undefined }
  // All of it is the default export: a bundle gives no other of a CommonJS module that it loads later.
  const { SingleBar, Presets } = (await import('cli-progress')).default
  const format = texts.words.signing.progress
  // A second Ctrl-C ends the program at once: nothing of the terminal may be changed that would have to be changed back.
  const options = { format, stream, hideCursor: false, linewrap: true, gracefulExit: false }
  const bar = new SingleBar(options, Presets.shades_classic)
  return {
    show(done, total, left) {
      if (bar.isActive) bar.update(done, { left })
      else bar.start(total, done, { left })
    },
    pause() {
      if (bar.isActive) bar.stop()
    },
  }
}
