import type { CommandContext } from './command-context.js'

/** A line on a terminal that shows how far something is; nothing where there is no terminal, or with `--quiet`. */
export interface ProgressBar {
  /** @param left - what `{left}` in the format stands for */
  show(done: number, total: number, left?: string): void
  /** Leaves the line, so that something else can be shown; the next `show` begins again. */
  pause(): void
}

/** @param format - of cli-progress: `{bar} {value}/{total} {left}` */
export async function progressBar(
  { terminal, options: { quiet } }: CommandContext,
  format: string,
): Promise<ProgressBar> {
  const stream = terminal.progressStream
  if (!stream || quiet) return { show: () => undefined, pause: () => undefined }
  // All of it is the default export: a bundle gives no other of a CommonJS module that it loads later.
  const { SingleBar, Presets } = (await import('cli-progress')).default
  // A second Ctrl-C ends the program at once: nothing of the terminal may be changed that would have to be changed back.
  const options = { format, stream, hideCursor: false, linewrap: true, gracefulExit: false }
  const bar = new SingleBar(options, Presets.shades_classic)
  return {
    show(done, total, left = '') {
      if (bar.isActive) bar.update(done, { left })
      else bar.start(total, done, { left })
    },
    pause() {
      if (bar.isActive) bar.stop()
    },
  }
}
