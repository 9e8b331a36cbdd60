import { readFileSync } from 'node:fs'

/** One row of a story: what is done, and what must come of it. All cells as they stand in the table. */
export interface Step {
  readonly command: string
  readonly secrets: string
  readonly exit: string
  readonly triesLeft: string
  readonly answer: string
}

/** One story, told of one PIN of one kind of card. */
export interface Story {
  readonly title: string
  readonly kind: string
  readonly state: string
  /** The PIN that the story is about, by its own name. */
  readonly pin: string
  readonly steps: readonly Step[]
}

/** Reads a file of stories: a heading, the line of cards and a table each. Every story is told for each of its cards. */
export function readStories(file: URL): Story[] {
  const [, ...chapters] = readFileSync(file, 'utf8').split(/^## /m)
  return chapters.flatMap((chapter) => {
    const [title = ''] = chapter.split('\n')
    const cards = /^Cards: (.+)$/m.exec(chapter)?.[1]?.split(', ') ?? []
    if (cards.length === 0) throw new Error(`no cards for the story: ${title}`)
    return cards.map((card) => {
      const [kind = '', state = '', pin = ''] = card.split(' ')
      return { title, kind, state, pin, steps: readSteps(chapter, pin) }
    })
  })
}

function readSteps(chapter: string, pin: string): Step[] {
  const [, , ...rows] = chapter.split('\n').filter((line) => line.startsWith('|'))
  return rows.map((row) => {
    const cells = row.split('|').map((cell) => named(cell.trim(), pin))
    const [, command = '', secrets = '', exit = '', triesLeft = '', answer = ''] = cells
    return { command, secrets, exit, triesLeft, answer }
  })
}

/** `PIN` alone is the PIN of the story; `PIN.CH`, `HC_PIN_WRONG` and `Transport-PIN` are what they are. */
function named(cell: string, pin: string): string {
  return cell.replace(/(?<![-\w])PIN(?!\w|\.[A-Z])/g, pin)
}
