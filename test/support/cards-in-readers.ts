import { afterAll, beforeEach, inject } from 'vitest'
import { whyNoReaders } from './why-no-readers.js'
import { ReaderRoom } from './reader-room.js'
import { useRoom } from './room-of-tests.js'

// Vitest's set-up for each file of a project whose tests were written for `--reader sim:FILE`: their cards are in readers of a
// real pcscd.
const plan = inject('readers')
if (whyNoReaders === undefined) {
  const room = await ReaderRoom.open(plan)
  useRoom(room)
  afterAll(() => room.close())
} else {
  beforeEach((context) => {
    context.skip(whyNoReaders)
  })
}
