import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { opensslVerdicts } from '../support/openssl.js'
import type { KeyType } from '../support/softhsm-certificates.js'
import { whyNoSoftHsm } from '../support/why-no-softhsm.js'
import { TokenStage } from './token-stage.js'

const samples = new URL('../../fixtures/documents/', import.meta.url)

/** Puts so many real documents on the desk, each sample as often as it takes; their names. */
function putDocuments(stage: TokenStage, count: number): string[] {
  const found = readdirSync(samples).sort()
  const names = Array.from({ length: count }, (_, i) => `${i}-${found[i % found.length] ?? ''}`)
  mkdirSync(stage.desk.path('documents'))
  for (const name of names) {
    copyFileSync(new URL(name.replace(/^\d+-/, ''), samples), stage.desk.path('documents', name))
  }
  return names
}

/** Names of the documents whose signature openssl accepts. */
async function acceptedByOpenssl(stage: TokenStage, names: readonly string[]): Promise<string[]> {
  const verdicts = await opensslVerdicts(
    names.map((name) => [
      ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', stage.room.trust],
      ...['-content', stage.desk.path('documents', name), '-in', stage.desk.path('out', `${name}.p7s`)],
    ]),
  )
  return names.filter((_, i) => verdicts[i])
}

interface Batch {
  readonly type: KeyType
  readonly count: number
  readonly mechanism?: 'pss' | 'pkcs1'
}

describe.skipIf(whyNoSoftHsm)('a batch on a token', () => {
  it.each<Batch>([
    { type: 'brainpoolP256r1', count: 254 },
    { type: 'rsa2048', count: 254 },
    { type: 'rsa2048', count: 20, mechanism: 'pkcs1' },
  ])(
    'takes one login for all signatures, each of which openssl accepts ($count by $type)',
    async ({ type, count, mechanism }) => {
      await using stage = new TokenStage()
      const token = await stage.room.addToken()
      await token.addKey({ id: '01', label: 'QES', type })
      const names = putDocuments(stage, count)
      const files = names.map((name) => stage.desk.path('documents', name))
      const words = [
        'sign',
        ...files,
        '--out',
        stage.desk.path('out'),
        ...(mechanism ? ['--mechanism', mechanism] : []),
      ]
      const signed = await stage.ehba(stage.scriptedReader(token), words, { 'PIN.USER': token.userPin })
      expect(signed).toMatchObject({
        exit: 0,
        json: { batch: { state: 'done', signed: count, total: count, pinEntries: 1 } },
      })
      expect(stage.scripted.calls('C_Login')).toHaveLength(1)
      expect(stage.scripted.calls('C_Sign')).toHaveLength(count)
      expect(await acceptedByOpenssl(stage, names)).toEqual(names)
    },
  )
})
