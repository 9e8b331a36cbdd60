import { constants, createHash, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScriptedPerson } from '../../simulator/reader/pinpad/person-script.js'
import { Workbench } from '../support/openssl.js'
import type { Credential } from '../support/openssl-pki.js'
import { OpenscRoom, whyNoOpensc } from '../support/opensc-room.js'
import {
  pkcs15Secrets,
  pkcs15Token,
  scHsmSecrets,
  scHsmToken,
  type KnownToken,
} from '../support/pkcs15-card/known-tokens.js'
import type { Pkcs15Card } from '../support/pkcs15-card/pkcs15-card.js'
import type { ScHsmCard } from '../support/pkcs15-card/sc-hsm-card.js'
import { logInTo } from './log-in-to.js'

const WRONG = '999999'

describe.skipIf(whyNoOpensc)('a card of PKCS#15 alone behind opensc-pkcs11.so', () => {
  const bench = new Workbench()
  let token: KnownToken<Pkcs15Card>
  let room: OpenscRoom

  beforeAll(async () => {
    token = pkcs15Token(bench)
    room = await OpenscRoom.open({ card: token.card.source, drivers: ['default'] })
  })
  afterAll(async () => {
    await room[Symbol.asyncDispose]()
    bench[Symbol.dispose]()
  })

  it('is one slot for each PIN, the global one first', async () => {
    const { output } = await room.pkcs11Tool('--list-slots')
    expect(tokensIn(output)).toEqual([
      { label: 'Known token (PIN.CH)', flags: ['login required', 'token initialized', 'PIN initialized'] },
      { label: 'Known token (PIN.QES)', flags: ['login required', 'token initialized', 'PIN initialized'] },
    ])
  })

  it('shows its certificates to everybody, each in the slot of the PIN that opens its key', async () => {
    const certificates = async (slot: string): Promise<(string | undefined)[]> => {
      const { output } = await room.pkcs11Tool('--slot', slot, '--list-objects', '--type', 'cert')
      return [...output.matchAll(/label: +(.*)/g)].map(([, label]) => label).sort()
    }
    expect(await certificates('0')).toEqual(['AUT', 'P384', 'RSA'])
    expect(await certificates('1')).toEqual(['QES'])
  })

  it('is read by pkcs15-tool to its last object', async () => {
    const { output } = await room.run('pkcs15-tool', '--dump')
    expect(output.match(/^(PIN|Private .* Key|X.509 Certificate) \[.*\]$/gm)).toEqual([
      'PIN [PIN.CH]',
      'PIN [PUK of PIN.CH]',
      'PIN [PIN.QES]',
      'PIN [PUK of PIN.QES]',
      'Private EC Key [AUT]',
      'Private EC Key [QES]',
      'Private RSA Key [RSA]',
      'Private EC Key [P384]',
      'X.509 Certificate [AUT]',
      'X.509 Certificate [QES]',
      'X.509 Certificate [RSA]',
      'X.509 Certificate [P384]',
    ])
  })

  it('has no mechanism that signs', async () => {
    const { output } = await room.pkcs11Tool('--list-mechanisms')
    expect(output).toContain('SHA256, digest')
    expect(output).not.toContain('sign')
  })

  it('locks at the third wrong PIN, and tells so only the process that has tried', async (context) => {
    const told = await logInTo(room, 0, [WRONG, WRONG, WRONG, pkcs15Secrets['PIN.CH']])
    if (!told) {
      context.skip('pkcs11js is not installed')
      return
    }
    expect(told).toEqual([
      'CKR_PIN_INCORRECT 40c',
      'CKR_PIN_INCORRECT 2040c FINAL_TRY',
      'CKR_PIN_LOCKED 4040c LOCKED',
      'CKR_PIN_LOCKED 4040c LOCKED',
    ])
    expect(token.card.password('PIN.CH').triesLeft).toBe(0)
    // The default driver never asks the card for the counter: another process finds the PIN untouched.
    const [first] = tokensIn((await room.pkcs11Tool('--list-slots')).output)
    expect(first?.flags).toEqual(['login required', 'token initialized', 'PIN initialized'])
  })

  it('a locked PIN is opened by its PUK, and by no other', async () => {
    const pin = token.card.password('PIN.QES')
    for (const candidate of [WRONG, WRONG, WRONG]) pin.verify(Buffer.from(candidate))
    const unblock = (puk: string): ReturnType<OpenscRoom['run']> =>
      room.run('pkcs15-tool', '--unblock-pin', '--auth-id', '02', '--puk', puk, '--new-pin', '111222')
    expect((await unblock(pkcs15Secrets['PUK.CH'])).output).toContain('PUK code incorrect; tries left: 9')
    expect((await unblock(pkcs15Secrets['PUK.QES'])).exit).toBe(0)
    const { exit, output } = await room.pkcs11Tool('--slot', '1', '--login', '--pin', '111222', '-O', '-y', 'privkey')
    expect(exit, output).toBe(0)
    expect(output).toMatch(/label: +QES/)
    expect(output).toContain('always authenticate')
  })

  it('a PIN is changed by its holder', async () => {
    const change = ['--change-pin', '--auth-id', '02', '--pin', '111222', '--new-pin', '333444']
    const { exit, output } = await room.run('pkcs15-tool', ...change)
    expect(exit, output).toBe(0)
    expect(token.card.password('PIN.QES').verify(Buffer.from('333444'))).toBe(0x9000)
  })

  it('nothing failed behind the scenes', () => {
    expect(room.failures).toEqual([])
  })
})

describe.skipIf(whyNoOpensc)('a SmartCard-HSM behind opensc-pkcs11.so', () => {
  const bench = new Workbench()
  const message = Buffer.from('What a doctor signs')
  let token: KnownToken<ScHsmCard>
  let room: OpenscRoom

  beforeAll(async () => {
    token = scHsmToken(bench)
    room = await OpenscRoom.open({ card: token.card.source, drivers: ['sc-hsm'] })
  })
  afterAll(async () => {
    await room[Symbol.asyncDispose]()
    bench[Symbol.dispose]()
  })

  const flags = async (): Promise<readonly string[] | undefined> =>
    tokensIn((await room.pkcs11Tool('--list-slots')).output)[0]?.flags
  const logIn = async (pin: string): Promise<string> =>
    (await room.pkcs11Tool('--login', '--pin', pin, '--list-objects', '--type', 'privkey')).output

  async function sign(id: string, mechanism: string, data: Uint8Array, ...more: string[]): Promise<Uint8Array> {
    const out = join(bench.folder, `signature-${id}-${mechanism}`)
    const { exit, output } = await room.pkcs11Tool(
      ...['--login', '--pin', scHsmSecrets.pin, '--sign', '--id', id, '--mechanism', mechanism],
      ...['--input-file', bench.file(data), '--output-file', out, ...more],
    )
    expect(exit, output).toBe(0)
    return readFileSync(out)
  }

  it('is one token with one PIN', async () => {
    const { output } = await room.pkcs11Tool('--list-slots')
    expect(tokensIn(output)).toEqual([
      { label: 'Known token (UserPIN)', flags: ['login required', 'rng', 'token initialized', 'PIN initialized'] },
    ])
  })

  it('says in every process how many tries are left, and is unlocked by its SO PIN', async () => {
    expect(await logIn(WRONG)).toContain('CKR_PIN_INCORRECT')
    expect(await flags()).toContain('user PIN count low')
    expect(await logIn(WRONG)).toContain('CKR_PIN_INCORRECT')
    expect(await flags()).toContain('final user PIN try')
    // Not CKR_PIN_LOCKED: the card still answers 63C0, and OpenSC has not asked before.
    expect(await logIn(WRONG)).toContain('CKR_PIN_INCORRECT')
    expect(await flags()).toContain('user PIN locked')
    expect(await logIn(scHsmSecrets.pin)).toContain('CKR_PIN_LOCKED')
    const { exit, output } = await room.pkcs11Tool(
      ...['--login', '--login-type', 'so', '--so-pin', scHsmSecrets.soPin],
      ...['--init-pin', '--new-pin', scHsmSecrets.pin],
    )
    expect(exit, output).toBe(0)
    expect(await flags()).toEqual(['login required', 'rng', 'token initialized', 'PIN initialized'])
    expect(await logIn(scHsmSecrets.pin)).toMatch(/label: +QES/)
  })

  it.each(['01', '02', '04'])('signs by brainpool key %s, r‖s as node:crypto reads it', async (id) => {
    const signature = await sign(id, 'ECDSA', createHash('sha256').update(message).digest())
    const key = { key: publicKeyOf(token, id), dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', message, key, signature)).toBe(true)
  })

  it('hashes what it signs where that is asked of it', async () => {
    const signature = await sign('01', 'ECDSA-SHA256', message)
    const key = { key: publicKeyOf(token, '01'), dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', message, key, signature)).toBe(true)
  })

  it('signs by RSA with both paddings, the hash made by the host', async () => {
    const hash = createHash('sha256').update(message).digest()
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    const key = publicKeyOf(token, '03')
    expect(verify('sha256', message, key, await sign('03', 'SHA256-RSA-PKCS', message))).toBe(true)
    expect(verify('sha256', message, { key, ...pss }, await sign('03', 'SHA256-RSA-PKCS-PSS', message))).toBe(true)
    const plain = await sign('03', 'RSA-PKCS-PSS', hash, '--hash-algorithm', 'SHA256')
    expect(verify('sha256', message, { key, ...pss }, plain)).toBe(true)
  })

  it('wants the PIN again for each signature of a key that always authenticates', async () => {
    const verified = token.card.pin.counts.verified
    await sign('01', 'ECDSA', createHash('sha256').update(message).digest())
    expect(token.card.pin.counts.verified).toBe(verified + 1)
    await sign('02', 'ECDSA', createHash('sha256').update(message).digest())
    expect(token.card.pin.counts.verified).toBe(verified + 3)
  })

  it('a PIN is changed by its holder', async () => {
    const change = ['--login', '--pin', scHsmSecrets.pin, '--change-pin', '--new-pin', '765432']
    const { exit, output } = await room.pkcs11Tool(...change)
    expect(exit, output).toBe(0)
    expect(token.card.pin.verify(Buffer.from('765432'))).toBe(0x9000)
  })

  it('nothing failed behind the scenes', () => {
    expect(room.failures).toEqual([])
  })
})

describe.skipIf(whyNoOpensc)('a reader with a PIN pad behind opensc-pkcs11.so', () => {
  it('shows a protected path, takes a PIN from the host all the same, and its pad refuses ASCII digits', async () => {
    using bench = new Workbench()
    const person = new ScriptedPerson(Buffer.from(`type ${scHsmSecrets.pin}\n`))
    const { card } = scHsmToken(bench)
    await using room = await OpenscRoom.open({ card: card.source, drivers: ['sc-hsm'], reader: { pinPad: { person } } })
    expect(tokensIn((await room.pkcs11Tool('--list-slots')).output)[0]?.flags).toContain('PIN pad present')
    expect((await room.pkcs11Tool('--login', '--list-objects')).output).toContain('CKR_GENERAL_ERROR')
    // The pad of a health card reader makes format-2 blocks and nothing else: nobody was asked, no try is lost.
    expect(room.running.bench.readers[0]?.pinPad?.prompts).toEqual([])
    expect(card.pin.triesLeft).toBe(3)
    expect((await room.pkcs11Tool('--login', '--pin', scHsmSecrets.pin, '--list-objects')).exit).toBe(0)
  })
})

/** Label and flags of each token in what `pkcs11-tool --list-slots` says. */
function tokensIn(output: string): { readonly label: string; readonly flags: readonly string[] }[] {
  const labels = [...output.matchAll(/token label +: (.*)/g)]
  const flags = [...output.matchAll(/token flags +: (.*)/g)]
  return labels.map(([, label = ''], i) => ({ label, flags: flags[i]?.[1]?.split(', ') ?? [] }))
}

function publicKeyOf({ credentials }: KnownToken<unknown>, id: string): Credential['privateKey'] {
  const credential = credentials.get(id)
  if (!credential) throw new Error(`no key ${id}`)
  return credential.privateKey
}
