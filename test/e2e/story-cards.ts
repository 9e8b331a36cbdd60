import { copyCard, createCard, Desk, type SimulatedCard } from '../support/cli.js'
import type { Story } from './read-stories.js'

/** The cards of stories: one new card of each kind and state; every story gets a copy of its own. */
export class StoryCards implements Disposable {
  readonly #workshop = new Desk()
  readonly #cards = new Map<string, Promise<SimulatedCard>>()

  /** Puts a new card of the story's kind and state on a desk. */
  async deal(desk: Desk, { kind, state }: Pick<Story, 'kind' | 'state'>): Promise<SimulatedCard> {
    const name = `${kind}-${state}`
    const made = this.#cards.get(name) ?? createCard(this.#workshop, name, kind, '--state', state)
    this.#cards.set(name, made)
    return copyCard(desk, 'card', await made)
  }

  [Symbol.dispose](): void {
    this.#workshop[Symbol.dispose]()
  }
}
