import type { CommandTree } from '../command-tree.js'

/** `ehba reader …` */
export function addReaderCommands({ program, help, run }: CommandTree): void {
  const reader = program.command('reader').helpCommand(false).description(help.commands.reader)
  reader
    .command('list')
    .description(help.commands['reader list'])
    .action(
      run(async (context) => {
        const { listReaders } = await import('../../operations/list-readers.js')
        const { renderReaders } = await import('../render/reader-list.js')
        const { openReaders } = await import('../workplace.js')
        const report = await listReaders(await openReaders(context))
        return { json: report, text: () => renderReaders(report.readers, context.texts) }
      }),
    )
  reader
    .command('watch')
    .description(help.commands['reader watch'])
    .action(run(async (context) => (await import('../watch.js')).watch(context, { recognise: false })))
}
