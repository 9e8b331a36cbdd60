import { isHealthCardError } from '../../errors/health-card-error.js'
import type { ActivationStep } from '../../operations/activate-card.js'
import type { CommandContext } from '../command-context.js'
import { letterName } from '../messages/letter-names.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'

/** `ehba card …` */
export function addCardCommands({ program, help, run }: CommandTree): void {
  const card = program.command('card').helpCommand(false).description(help.commands.card)
  card.command('list').description(help.commands['card list']).action(run(list))
  card
    .command('watch')
    .description(help.commands['card watch'])
    .action(run(async (context) => (await import('../watch.js')).watch(context, { recognise: true })))
  card.command('show').description(help.commands['card show']).action(run(show))
  card.command('activate').description(help.commands['card activate']).action(run(activate))
}

async function list(context: CommandContext): Promise<Outcome> {
  const { listCards } = await import('../../operations/list-cards.js')
  const { renderCards } = await import('../render/card-list.js')
  const { withWorkplace } = await import('../workplace.js')
  const report = await withWorkplace(context, listCards)
  return { json: report, text: () => renderCards(report.cards, context.texts) }
}

async function show(context: CommandContext): Promise<Outcome> {
  const { showCard } = await import('../../operations/show-card.js')
  const { renderCardDetails } = await import('../render/card-details.js')
  const { withWorkplace } = await import('../workplace.js')
  const details = await withWorkplace(context, showCard)
  return { json: details, text: () => renderCardDetails(details, context.texts) }
}

/** What is done stays told, also where a later PIN fails: it cannot be undone. */
async function activate(context: CommandContext): Promise<Outcome> {
  const { activateCard } = await import('../../operations/activate-card.js')
  const { withWorkplace } = await import('../workplace.js')
  const { activation } = context.texts.words
  const pins: ActivationStep[] = []
  const onStep = (step: ActivationStep): void => {
    pins.push(step)
    context.tell(activation.step(letterName(step.pin), step.outcome))
  }
  try {
    const report = await withWorkplace(context, async (workplace, person) => {
      if (person) context.tell(activation.start)
      return await activateCard(workplace, onStep)
    })
    return { json: report, text: () => `${activation.done}\n${activation.release}\n` }
  } catch (error) {
    if (!isHealthCardError(error)) throw error
    return { json: { pins }, error }
  }
}
