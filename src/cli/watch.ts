import { watchReaders } from '../operations/watch-readers.js'
import type { CommandContext } from './command-context.js'
import type { Outcome } from './outcome.js'
import { printable } from './printable.js'
import { renderReaderEvent } from './render/reader-event.js'
import { openReaders } from './workplace.js'

/**
 * Prints what happens at the readers, a line each, until the program is asked to stop: that is the end of the work and no
 * failure.
 */
export async function watch(context: CommandContext, { recognise }: { readonly recognise: boolean }): Promise<Outcome> {
  const { options, texts, terminal, clock, signal } = context
  await watchReaders({
    layer: await openReaders(context),
    recognise,
    signal,
    onEvent: (event) => {
      const time = clock()
      const line = options.json
        ? `${JSON.stringify({ schemaVersion: 1, time: time.toISOString(), ...event })}\n`
        : printable(renderReaderEvent(event, time, texts))
      terminal.out(line)
    },
  })
  return { json: { event: 'ended' } }
}
