import type { Command } from 'commander'
import { toBase64 } from '../../bytes/base64.js'
import type { Workplace } from '../../operations/workplace.js'
import type { CommandContext } from '../command-context.js'
import { choiceOption } from '../option-values.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'

interface ExportOptions {
  readonly out?: string
  readonly form: 'pem' | 'der'
  readonly force?: true
}

/** `ehba cert …` */
export function addCertCommands({ program, help, run }: CommandTree): void {
  const cert = program.command('cert').helpCommand(false).description(help.commands.cert)
  cert.command('list').description(help.commands['cert list']).action(run(list))
  cert
    .command('show')
    .description(help.commands['cert show'])
    .argument('[NAME]', help.arguments.certificate)
    .action(run(show))
  cert
    .command('export')
    .description(help.commands['cert export'])
    .argument('[NAME]', help.arguments.certificate)
    .option('--out <FILE>', help.options.exportOut)
    .addOption(choiceOption('--form <FORM>', help.options.exportForm, ['pem', 'der']).default('pem'))
    .option('--force', help.options.exportForce)
    .action(run(exportOne))
}

async function list(context: CommandContext): Promise<Outcome> {
  const { listCertificates } = await import('../../operations/certificates.js')
  const { renderCertificates } = await import('../render/certificate-list.js')
  const { withWorkplace } = await import('../workplace.js')
  const report = await withWorkplace(context, listCertificates)
  return { json: report, text: () => renderCertificates(report.certificates, context.texts) }
}

async function show(context: CommandContext, command: Command): Promise<Outcome> {
  const { showCertificate } = await import('../../operations/certificates.js')
  const { renderCertificateDetails } = await import('../render/certificate-details.js')
  const { withWorkplace } = await import('../workplace.js')
  const details = await withWorkplace(context, async (workplace) =>
    showCertificate(workplace, command.args[0] ?? (await standardName(workplace))),
  )
  return { json: details, text: () => renderCertificateDetails(details, context.texts) }
}

async function exportOne(context: CommandContext, command: Command): Promise<Outcome> {
  const { exportCertificate } = await import('../../operations/certificates.js')
  const { withWorkplace } = await import('../workplace.js')
  const { out, form, force = false } = command.opts<ExportOptions>()
  const { name, der, pem } = await withWorkplace(context, async (workplace) =>
    exportCertificate(workplace, command.args[0] ?? (await standardName(workplace))),
  )
  if (out !== undefined) {
    const documents = await context.adapters.documents()
    await documents.write(out, form === 'der' ? der : Buffer.from(pem), { force })
    return { json: { name, form, out }, text: () => `${context.texts.words.exported(name, out)}\n` }
  }
  return form === 'der'
    ? { json: { name, form, der: toBase64(der) }, bytes: der }
    : { json: { name, form, pem }, text: () => pem }
}

/** The certificate that people mean when they name none: that of the key which signs by default, if it is there. */
async function standardName(workplace: Workplace): Promise<string> {
  const { listCertificates } = await import('../../operations/certificates.js')
  const { certificates } = await listCertificates(workplace)
  const present = certificates.filter(({ state }) => state === 'present')
  const signing = present.find(({ use }) => use === 'qes' || use === 'osig')
  return (signing ?? present[0] ?? certificates[0])?.file ?? ''
}
