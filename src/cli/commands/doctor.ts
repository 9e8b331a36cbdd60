import type { CommandContext } from '../command-context.js'
import type { CommandTree } from '../command-tree.js'
import type { Outcome } from '../outcome.js'

/** `ehba doctor` */
export function addDoctorCommand({ program, help, runUnconfigured }: CommandTree): void {
  program.command('doctor').description(help.commands.doctor).action(runUnconfigured(doctor))
}

async function doctor(context: CommandContext): Promise<Outcome> {
  const { runDoctor } = await import('../../operations/doctor/run-doctor.js')
  const { doctorJson, renderDoctor } = await import('../render/checks.js')
  const { openReaders } = await import('../workplace.js')
  const { adapters, configurationProblem, options, clock, texts, terminal } = context
  const report = await runDoctor({
    configurationProblem,
    installation: adapters.installation,
    stateFolder: adapters.stateFolder,
    leftOverBatches: adapters.leftOverBatches,
    layer: () => openReaders(context),
    card: options.card,
    memory: adapters.cardMemory,
    clock,
  })
  return {
    json: doctorJson(report, texts),
    text: () => renderDoctor(report, texts, terminal.outIsTerminal),
    ...(report.verdict === 'failed' && { exit: 1 }),
  }
}
