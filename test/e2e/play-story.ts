import type { Answer, Desk, PinAnswer, SimulatedCard } from '../support/cli.js'
import type { Step } from './read-stories.js'

/** Secrets by their names in a secrets stream. */
export type StepValues = Readonly<Record<string, string>>

/** What is known in a step; `same file` is the file of the step before, undefined nothing at all. */
export type StepSecrets = StepValues | 'same file' | undefined

/** What came of a command. */
export interface Played {
  readonly exit: number | null
  readonly json: Answer
}

/** Where a story is played: a card, and a way in which its secrets are given. */
export interface Stage extends AsyncDisposable {
  readonly desk: Desk
  readonly card: SimulatedCard
  /** Runs a command with `--json` to its end. */
  run(words: readonly string[], secrets: StepSecrets): Promise<Played>
  /**
   * Runs a command, and takes the power from the card while it works on its first CHANGE REFERENCE DATA.
   *
   * @param cardHolds - what the card has stored by then, in the words of pin-stories.md
   */
  losePower(words: readonly string[], secrets: StepSecrets, cardHolds: string): Promise<void>
}

/** Plays a story, and tells what came of each step. */
export async function playStory(stage: Stage, steps: readonly Step[]): Promise<Step[]> {
  stage.desk.file('brief.txt', 'Sehr geehrte Frau Kollegin')
  const played: Step[] = []
  for (const step of steps) {
    const words = [...step.command.split(' '), '--json']
    const secrets = secretsOf(step.secrets, stage.card)
    if (step.exit === 'power lost') {
      await stage.losePower(words, secrets, step.answer)
      played.push(step)
    } else {
      const { exit, json } = await stage.run(words, secrets)
      played.push({ ...step, exit: `${exit}`, triesLeft: triesLeftOf(json), answer: answerOf(json, step.answer) })
    }
  }
  return played
}

/** `PIN.CH.transport=letter PIN.CH.new=24681357` */
function secretsOf(cell: string, card: SimulatedCard): StepSecrets {
  if (cell === '') return undefined
  if (cell === 'same file') return cell
  return Object.fromEntries(
    cell.split(' ').map((line) => {
      const [name = '', value = ''] = line.split('=')
      return [name, value === 'letter' ? card.secret(name) : value]
    }),
  )
}

function triesLeftOf({ error }: Answer): string {
  if (error?.triesLeft === undefined) return ''
  return `${error.triesLeft ?? 'unknown'}`
}

/** What the command reports. Of the PINs of `pin status` only those that the story speaks of. */
function answerOf({ error, pins = [], outcome, batch }: Answer, wanted: string): string {
  if (batch) return `${batch.state}, ${batch.signed} of ${batch.total}`
  const told = pins.filter((pin) => pin.outcome !== undefined || wanted.includes(`${pin.pin} `)).map(pinText)
  const parts = [...told, outcome, error?.code].filter((part) => part !== undefined)
  return parts.length > 0 ? parts.join(', ') : 'done'
}

function pinText({ pin, status, triesLeft, changeInterrupted, outcome }: PinAnswer): string {
  if (outcome !== undefined) return `${pin} ${outcome}`
  return `${pin} ${status} ${triesLeft ?? 'unknown'}${changeInterrupted ? ' interrupted' : ''}`
}
