import { Chance } from './chance.js'
import type { Fault, FaultStory, Moment, StoryEvent } from './story.js'

/** Options of {@link randomStory}. */
export interface RandomStoryOptions {
  /** Commands of the undisturbed run: faults happen among them. */
  readonly commands: number
  /** Durable writes of the undisturbed run. */
  readonly writes: number
  /** What may happen; everything but the clock when not said. */
  readonly faults?: readonly Fault['kind'][]
}

const allFaults: readonly Fault['kind'][] = ['pull', 'unplug reader', 'kill pcscd', 'short', 'garbage', 'lose power']

/** A story with one to three faults at moments of chance. The same seed gives the same story. */
export function randomStory(seed: number, options: RandomStoryOptions): FaultStory {
  const chance = new Chance(seed, 'story')
  const events = Array.from({ length: 1 + chance.below(3) }, () => randomEvent(chance, options))
  return { seed, events, delays: [] }
}

function randomEvent(chance: Chance, { commands, writes, faults = allFaults }: RandomStoryOptions): StoryEvent {
  const possible = writes > 0 ? faults : faults.filter((kind) => kind !== 'lose power')
  const kind = chance.oneOf(possible)
  const number = 1 + chance.below(Math.max(1, kind === 'lose power' ? writes : commands))
  if (kind === 'lose power') return { moment: { at: 'write', number }, fault: { kind } }
  const at: Moment['at'] =
    kind === 'short' || kind === 'garbage' ? 'answer' : chance.oneOf(['command', 'answer'] as const)
  return { moment: { at, kind: 'command', number }, fault: randomFault(kind, chance) }
}

function randomFault(kind: Exclude<Fault['kind'], 'lose power'>, chance: Chance): Fault {
  switch (kind) {
    case 'pull':
    case 'unplug reader':
    case 'kill pcscd':
      return { kind, backAfterMs: 50 + chance.below(300) }
    case 'wait':
      return { kind, ms: chance.below(50) }
    case 'clock':
      return { kind, byMs: (chance.below(3) - 1) * 3_600_000 }
    case 'short':
    case 'garbage':
    case 'mute':
      return { kind }
  }
}
