import type { ReaderRoom } from './reader-room.js'

let room: ReaderRoom | undefined

/** The readers in which the simulated cards of this test file are; undefined: each is in the program's own process. */
export function roomOfTests(): ReaderRoom | undefined {
  return room
}

/** Puts the simulated cards of this test file into readers from now on. */
export function useRoom(opened: ReaderRoom): void {
  room = opened
}

/** True where no secret comes from a file: a person types all of them at the keys of the reader. */
export function pinsAreTyped(): boolean {
  return room?.plan.pins === 'pad'
}
