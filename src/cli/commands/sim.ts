import type { Command } from 'commander'
import type { SimulatedCardCounters } from '../adapters.js'
import type { CommandContext } from '../command-context.js'
import { choiceArgument, choiceOption, wholeNumber } from '../option-values.js'
import type { Outcome } from '../outcome.js'
import type { CommandTree } from '../command-tree.js'
import { usageError } from '../usage-error.js'

interface CreateOptions {
  readonly out: string
  readonly state: 'transport' | 'active'
  readonly limit: number
  readonly profession: string
  readonly keys: 'ecc' | 'rsa' | 'both'
  readonly force?: true
  readonly seed?: number
  readonly givenName?: string
  readonly surname?: string
}

/** `ehba sim …`: cards. Returns the noun, on which the readers hang their verbs. */
export function addSimCommands({ program, help, run }: CommandTree): Command {
  const { options } = help
  const sim = program.command('sim').helpCommand(false).description(help.commands.sim)
  sim
    .command('create')
    .description(help.commands['sim create'])
    .addArgument(choiceArgument('<KIND>', help.arguments.cardKind, ['hba', 'smcb']))
    .requiredOption('--out <DIR>', options.createOut)
    .addOption(choiceOption('--state <STATE>', options.state, ['transport', 'active']).default('transport'))
    .option('--limit <N>', options.limit, wholeNumber('--limit', 1), 254)
    .option('--profession <NAME>', options.profession, 'arzt')
    .addOption(choiceOption('--keys <KEYS>', options.keys, ['ecc', 'rsa', 'both']).default('ecc'))
    .option('--force', options.createForce)
    .option('--seed <N>', options.seed, wholeNumber('--seed'))
    .option('--given-name <NAME>', options.givenName)
    .option('--surname <NAME>', options.surname)
    .action(run(create))
  sim
    .command('list')
    .description(help.commands['sim list'])
    .argument('[FILE...]', help.arguments.images)
    .action(run(list))
  return sim
}

async function create(context: CommandContext, command: Command): Promise<Outcome> {
  const { renderCreatedCard } = await import('../render/simulated-cards.js')
  const { force = false, seed, givenName, surname, ...order } = command.opts<CreateOptions>()
  const simulator = await context.adapters.simulator()
  const card = await simulator.create({
    ...order,
    kind: command.args[0] === 'smcb' ? 'smcb' : 'hba',
    force,
    seed: seed ?? context.options.simSeed,
    now: context.clock(),
    holder: { ...(givenName !== undefined && { givenName }), ...(surname !== undefined && { surname }) },
  })
  return { json: card, text: () => renderCreatedCard(card, context.texts) }
}

async function list(context: CommandContext, command: Command): Promise<Outcome> {
  const { renderCounters } = await import('../render/simulated-cards.js')
  const { simulationOf } = await import('../workplace.js')
  const { options, settings } = context
  const readers = options.reader.length > 0 ? options.reader : settings.reader
  const simulated = readers.filter((reader) => reader.startsWith('sim:')).map((reader) => reader.slice('sim:'.length))
  const images = [...new Set([...command.args, ...simulated])]
  if (images.length === 0) throw usageError('missingArgument', { name: 'FILE', command: 'ehba sim list' })
  const simulator = await context.adapters.simulator()
  const cards: SimulatedCardCounters[] = []
  for (const image of images) {
    cards.push(await simulator.counters(image, simulationOf(options), (options.wait ?? 0) * 1000))
  }
  return { json: { cards }, text: () => renderCounters(cards, context.texts) }
}
