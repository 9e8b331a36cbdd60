import { describe, expect, it } from 'vitest'
import type { SoftHsmToken } from '../support/softhsm-token.js'
import { Watch } from '../support/watch.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage } from './token-stage.js'

function watch(stage: TokenStage, token: SoftHsmToken, verb: 'reader' | 'card'): Watch {
  return new Watch(stage.start(stage.scriptedReader(token), [verb, 'watch']))
}

describe.skipIf(whyNoSoftHsm)('a watch over tokens', () => {
  it.each(['C_GetSlotList', 'C_GetTokenInfo'] as const)(
    'sees within a second or so that one is out, by %s, and in again',
    async (call) => {
      await using stage = new TokenStage()
      const token = await stage.signingToken()
      const card = watch(stage, token, 'card')
      await card.tells({ event: 'cardRecognised', iccsn: token.serial })
      stage.scripted.tell(`remove ${call}`)
      expect(await card.tells({ event: 'cardRemoved' })).toBeLessThan(1500)
      stage.scripted.tell()
      expect(await card.tells({ event: 'cardInserted' }, 2)).toBeLessThan(1500)
      expect(await card.tells({ event: 'cardRecognised', iccsn: token.serial }, 2)).toBeLessThan(1500)
      expect(await card.end()).toBe(0)
    },
  )

  it('opens none where readers alone are watched', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const reader = watch(stage, token, 'reader')
    await reader.tells({ event: 'cardInserted' })
    stage.scripted.tell('remove C_GetSlotList')
    await reader.tells({ event: 'cardRemoved' })
    stage.scripted.tell()
    await reader.tells({ event: 'cardInserted' }, 2)
    expect(await reader.end()).toBe(0)
    expect(reader.lines.map(({ event }) => event)).not.toContain('cardRecognised')
    expect(stage.scripted.calls('C_OpenSession')).toEqual([])
  })

  it('survives a module that crashes, and goes on when it is back', async () => {
    await using stage = new TokenStage()
    const token = await stage.signingToken()
    const card = watch(stage, token, 'card')
    await card.tells({ event: 'cardRecognised' })
    stage.scripted.tell('crash C_GetSlotList')
    expect(await card.tells({ event: 'serviceLost' })).toBeLessThan(1500)
    await card.tells({ event: 'cardRemoved' })
    stage.scripted.tell()
    expect(await card.tells({ event: 'serviceBack' })).toBeLessThan(2500)
    await card.tells({ event: 'cardRecognised' }, 2)
    expect(await card.end()).toBe(0)
  })
})
