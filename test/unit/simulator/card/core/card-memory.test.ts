import { describe, expect, it } from 'vitest'
import { CardMemory } from '../../../../../simulator/card/core/card-memory.js'
import { parseCardImage } from '../../../../../simulator/card/image/card-image.js'
import { CARD_PATH, type StateChange } from '../../../../../simulator/card/state/state-change.js'
import type { StateStore } from '../../../../../simulator/card/state/state-store.js'
import { imageBytes, password } from '../image-builder.js'

const image = parseCardImage(imageBytes([password('PIN.CH', '01')]))
const [pinCh] = image.root.passwords

/** A store that already holds these changes. */
function storeWith(...changes: readonly StateChange[]): StateStore {
  return { load: () => changes, commit: () => undefined, close: () => undefined }
}

describe('CardMemory', () => {
  it('is the image, overlaid with what was stored', () => {
    const memory = new CardMemory(
      image,
      storeWith({ path: 'MF/PIN.CH', retryCounter: 1 }, { path: CARD_PATH, pointInTime: '020600010100' }),
    )
    expect(pinCh && memory.password(pinCh)).toMatchObject({ retryCounter: 1, pukUsage: 10 })
    expect(memory.pointInTime).toEqual(Uint8Array.of(2, 6, 0, 1, 1, 0))
    expect(new CardMemory(image, storeWith()).pointInTime).toEqual(image.pointInTime)
  })

  it.each<StateChange>([
    { path: 'MF/PIN.OTHER', retryCounter: 1 },
    { path: 'MF/PIN.CH', transportStatus: 'asleep' },
    { path: 'MF/PIN.CH', secret: 'xyz' },
    { path: 'MF/PIN.CH', lifeCycleStatus: 'asleep' },
    { path: 'MF/EF.OTHER', deleted: true },
  ])('refuses a state that does not fit the image: %j', (change) => {
    expect(() => new CardMemory(image, storeWith(change))).toThrow(expect.objectContaining({ code: 'stateInvalid' }))
  })

  it('changes nothing where the store refuses', () => {
    const refusing: StateStore = {
      ...storeWith(),
      commit: () => {
        throw new Error('refused')
      },
    }
    const memory = new CardMemory(image, refusing)
    expect(() => {
      memory.commit([{ path: 'MF/PIN.CH', retryCounter: 0 }])
    }).toThrow('refused')
    expect(pinCh && memory.password(pinCh).retryCounter).toBe(3)
  })
})
