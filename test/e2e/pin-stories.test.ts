import { describe, expect, it } from 'vitest'
import { createCard, Desk, type Answer, type PinAnswer, type Secrets, type SimulatedCard } from '../support/cli.js'
import { losePower } from './lose-power.js'
import { readStories, type Step, type Story } from './read-stories.js'

const stories = readStories(new URL('pin-stories.md', import.meta.url))

describe('the stories of pin-stories.md', () => {
  it.each(stories.map((story) => [story.title, `${story.kind} ${story.pin}`, story] as const))(
    '%s (%s)',
    async (_, __, story) => {
      expect(await play(story)).toEqual(story.steps)
    },
  )
})

/** Plays a story on a new card, and tells what came of each step. */
async function play({ kind, state, steps }: Story): Promise<Step[]> {
  using desk = new Desk()
  const card = await createCard(desk, 'card', kind, '--state', state)
  desk.file('brief.txt', 'Sehr geehrte Frau Kollegin')
  const played: Step[] = []
  let file: string[] = []
  for (const step of steps) {
    if (step.secrets === '') file = []
    else if (step.secrets !== 'same file') file = ['--secrets-file', desk.secretsFile(secretsOf(step.secrets, card))]
    const args = [...step.command.split(' '), '--json', ...file, ...card.reader]
    if (step.exit === 'power lost') {
      await losePower(desk, card, args, step.answer)
      played.push(step)
    } else {
      const { exit, json } = await desk.ehba(args)
      played.push({ ...step, exit: `${exit}`, triesLeft: triesLeftOf(json), answer: answerOf(json, step.answer) })
    }
  }
  return played
}

/** `PIN.CH.transport=letter PIN.CH.new=24681357` */
function secretsOf(cell: string, card: SimulatedCard): Secrets {
  const lines = cell.split(' ').filter((line) => line !== '')
  return Object.fromEntries(
    lines.map((line) => {
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
