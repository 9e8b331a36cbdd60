import type { DelayKind } from '../../card/delays.js'

/** Kinds of commands that can be counted alone; `command` counts all. */
export type CountedKind = 'command' | Exclude<DelayKind, 'any'>

/** When something happens. Numbers count from 1, from the first command of the story on, also over a pulled card. */
export type Moment =
  /** Before the card gets the command. */
  | { readonly at: 'command'; readonly kind: CountedKind; readonly number: number }
  /** After the card has executed it: before its answer, or when so many bytes of it have gone out. */
  | { readonly at: 'answer'; readonly kind: CountedKind; readonly number: number; readonly byte?: number }
  /** While the card writes its state durably. */
  | { readonly at: 'write'; readonly number: number; readonly byte?: number }

/** What happens. `backAfterMs`: when it is as before; not by itself where absent. */
export type Fault =
  | { readonly kind: 'pull' | 'unplug reader' | 'kill pcscd'; readonly backAfterMs?: number }
  /** No answer comes. */
  | { readonly kind: 'mute' }
  /** The answer is cut to so many bytes; the seed says to how many where absent. */
  | { readonly kind: 'short'; readonly bytes?: number }
  /** Other bytes in place of the answer, as many. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The clock of the computer jumps. */
  | { readonly kind: 'clock'; readonly byMs: number }
  /** Only while it writes: the power goes away. */
  | { readonly kind: 'lose power' }

export interface StoryEvent {
  readonly moment: Moment
  readonly fault: Fault
}

/** How long commands of a kind take: so many ms, or as a real card takes. */
export interface StoryDelay {
  readonly kind: DelayKind
  readonly ms: number | 'like real'
}

/** What is going to go wrong. */
export interface FaultStory {
  /** What chance decides comes from here: the same story goes the same way each time. */
  readonly seed: number
  readonly events: readonly StoryEvent[]
  readonly delays: readonly StoryDelay[]
}
