import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newCard, newDesk, wrong, type Desk, type DeskCard, type EhbaResult } from './run-ehba.js'

const home = newDesk()
let hba: DeskCard
let smcb: DeskCard
let limited: DeskCard
let desk: Desk

beforeAll(async () => {
  hba = await newCard(home, 'hba', 'hba', '--state', 'active')
  smcb = await newCard(home, 'smcb', 'smcb', '--state', 'active')
  limited = await newCard(home, 'limited', 'hba', '--state', 'active', '--limit', '2')
})

beforeEach(() => {
  desk = newDesk()
})

function letters(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const path = desk.path(`brief-${i}.txt`)
    writeFileSync(path, `Befund ${i}\r\n`)
    return path
  })
}

function sign(
  card: DeskCard,
  files: readonly string[],
  secrets: readonly string[],
  ...words: string[]
): Promise<EhbaResult> {
  return desk.ehba(['sign', ...files, '--out', desk.path('out'), ...card.reader, ...words], { secrets })
}

function verify(card: DeskCard, files: readonly string[], ...words: string[]): Promise<EhbaResult> {
  return desk.ehba(['verify', ...files, '--trust', `${card.folder}/trust.pem`, ...words])
}

describe('signing', () => {
  it('shows the person who signs what before the PIN, and nothing on standard output but the result', async () => {
    const { exit, out, err } = await sign(hba, letters(2), [hba.line('PIN.QES')])
    expect(exit).toBe(0)
    for (const text of [/Holder +Käthe Beispiel/, /Ärztin\/Arzt/, /HBA.*80276\d{15}/, /brief-0\.txt \(10 B\)/]) {
      expect(err).toMatch(text)
    }
    expect(err).toMatch(/Revocation +not checked/)
    expect(err).toMatch(/Monetary limit +none/)
    expect(err).toContain('TEST CARD')
    expect(out).toMatch(/signed with the QES key PrK\.HP\.QES\.E256, certificate [0-9a-f]{64}/)
    expect(out + err).not.toMatch(/qualified|rechtsgültig/i)
  })

  it('cuts long lists of documents and counts the rest', async () => {
    const { err } = await sign(hba, letters(30), [hba.line('PIN.QES')], '--dry-run')
    expect(err).toContain('… and 21 more')
  })

  it('with --quiet says nothing besides the result', async () => {
    expect((await sign(hba, letters(1), [hba.line('PIN.QES')], '--quiet')).err).toBe('')
  })

  it('sends one VERIFY for the whole batch, as the trace shows without the PIN', async () => {
    const trace = desk.path('trace.jsonl')
    await sign(hba, letters(5), [hba.line('PIN.QES')], '--trace', trace)
    const lines = readFileSync(trace, 'utf8').trim().split('\n')
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(entries.filter(({ name }) => name === 'VERIFY').map(({ tx }) => tx)).toEqual(['0020008108<8 secret bytes>'])
    expect(entries.filter(({ name }) => name === 'PSO COMPUTE DIGITAL SIGNATURE')).toHaveLength(5)
    expect(entries.every((entry) => Object.keys(entry).join() === 'time,name,tx,rx,sw,us')).toBe(true)
    expect(statSync(trace).mode & 0o777).toBe(0o600)
  })

  it('announces how often the PIN is needed, and asks so often', async () => {
    const pin = limited.line('PIN.QES')
    const { exit, err } = await sign(limited, letters(5), [pin, pin, pin], '--lang', 'de')
    expect(exit).toBe(0)
    expect(err).toMatch(/PIN-Eingaben +3: Die Karte erlaubt 2 Signaturen je Eingabe/)
    expect(err).toContain('PIN-Eingabe 3 von 3, für ein Dokument')
  })

  it('asks for nothing where the stream has too few PINs for the batch', async () => {
    const { exit, err } = await sign(limited, letters(5), [limited.line('PIN.QES')])
    expect(exit).toBe(23)
    expect(err).toContain('PIN.QES is needed 3 times; the secrets stream has it 1 times')
    expect(existsSync(desk.path('out'))).toBe(false)
  })

  it('gives programs the batch and its documents', async () => {
    const files = letters(2)
    const words = ['sign', ...files, '--out', desk.path('out'), ...hba.reader]
    const { exit, data } = await desk.json(words, { secrets: [hba.line('PIN.QES')] })
    expect(exit).toBe(0)
    expect(data).toMatchObject({
      schemaVersion: 1,
      batch: { state: 'done', total: 2 },
      documents: files.map((input, i) => ({
        input,
        output: desk.path(`out/brief-${i}.txt.p7s`),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        state: 'signed',
      })),
    })
  })

  it('writes nothing with --dry-run', async () => {
    const { exit, out } = await sign(hba, letters(2), [hba.line('PIN.QES')], '--dry-run')
    expect(exit).toBe(0)
    expect(out).toContain('Nothing was signed')
    expect(existsSync(desk.path('out'))).toBe(false)
  })

  it.each([
    ['an AUT key', ['--key', 'aut'], 13, 'HC_CARD_OPERATION_REFUSED'],
    ['a key that the card does not have', ['--key', 'osig'], 13, 'HC_CARD_KEY_MISSING'],
    ['a key that was never made', ['--key', 'PrK.HP.SIG.R2048'], 13, 'HC_CARD_KEY_MISSING'],
    ['a mechanism that the key does not list', ['--mechanism', 'pss'], 13, 'HC_CARD_OPERATION_REFUSED'],
  ])('refuses %s before the PIN', async (_, words, exit, code) => {
    const result = await sign(hba, letters(1), [hba.line('PIN.QES')], ...words)
    expect(result).toMatchObject({ exit, out: '' })
    expect(result.err).toContain(code)
  })

  it('takes OSIG on an SMC-B and SIG on an HBA by the PIN of the card', async () => {
    const osig = await sign(smcb, letters(1), [smcb.line('PIN.SMC')])
    expect(osig.out).toContain('signed with the OSIG key')
    const sig = await sign(hba, letters(1), [hba.line('PIN.CH')], '--key', 'sig', '--force')
    expect(sig.out).toContain('signed with the SIG key')
  })

  it('never overwrites without --force, and then replaces whole', async () => {
    const files = letters(1)
    await sign(hba, files, [hba.line('PIN.QES')])
    const refused = await sign(hba, files, [hba.line('PIN.QES')])
    expect(refused.exit).toBe(3)
    expect(refused.err).toContain('HC_OUTPUT_EXISTS')
    expect((await sign(hba, files, [hba.line('PIN.QES')], '--force')).exit).toBe(0)
    expect(readdirSync(desk.path('out'))).toEqual(['brief-0.txt.p7s'])
  })

  it('with a wrong PIN leaves no output and tells the tries left', async () => {
    const words = ['sign', ...letters(1), '--out', desk.path('out'), ...smcb.reader]
    const { error } = await desk.json(words, { secrets: [`PIN.SMC=${wrong(smcb.secret('PIN.SMC'))}`] })
    expect(error).toMatchObject({ code: 'HC_PIN_WRONG', exit: 20, triesLeft: 2 })
    expect(existsSync(desk.path('out'))).toBe(false)
    await desk.ehba(['pin', 'verify', ...smcb.reader], { secrets: [smcb.line('PIN.SMC')] })
  })

  it('asks which card where two fit, and stops where nobody is there', async () => {
    const words = ['sign', ...letters(1), '--out', desk.path('out'), ...hba.reader, ...smcb.reader]
    expect((await desk.json(words)).error).toMatchObject({ code: 'HC_CARD_AMBIGUOUS', exit: 12 })
    const status = await desk.json(['pin', 'status', ...smcb.reader])
    const { iccsn } = status.data['card'] as { iccsn: string }
    expect((await desk.ehba([...words, '--card', iccsn], { secrets: [smcb.line('PIN.SMC')] })).exit).toBe(0)
  })

  it('stopped before the first document is exit 41', async () => {
    const words = ['sign', ...letters(2), '--out', desk.path('out'), ...hba.reader]
    const { exit } = await desk.ehba(words, { secrets: [hba.line('PIN.QES')], signal: AbortSignal.abort() })
    expect(exit).toBe(41)
  })
})

describe('secrets streams', () => {
  it('open to others are refused, and the text says how to close them', async () => {
    writeFileSync(desk.path('open'), hba.line('PIN.QES'), { mode: 0o600 })
    chmodSync(desk.path('open'), 0o640)
    const { exit, err } = await desk.ehba(['pin', 'verify', 'qes', ...hba.reader, '--secrets-file', desk.path('open')])
    expect(exit).toBe(2)
    expect(err).toMatch(/HC_SECRETS_READABLE[\s\S]*chmod 600/)
  })

  it('with a malformed line are refused by its number, not its content', async () => {
    const secrets = ['# note', '', 'PIN.QES=48151623a42']
    const { exit, err } = await desk.ehba(['pin', 'verify', 'qes', ...hba.reader], { secrets })
    expect(exit).toBe(2)
    expect(err).toContain('Line 3 ')
    expect(err).not.toContain('48151623')
  })

  it('cannot come from a descriptor and a file at once', async () => {
    const words = ['pin', 'verify', 'qes', ...hba.reader, '--secrets-fd', '9']
    expect((await desk.json(words, { secrets: [] })).error).toMatchObject({ code: 'HC_USAGE_INVALID' })
  })
})

describe('verifying', () => {
  it('accepts what was signed, names the signer and warns that revocation is unknown', async () => {
    const files = letters(2)
    await sign(hba, files, [hba.line('PIN.QES')])
    const signatures = files.map((file) => {
      copyFileSync(desk.path(`out/${file.split('/').at(-1) ?? ''}.p7s`), `${file}.p7s`)
      return `${file}.p7s`
    })
    const { exit, out, err } = await verify(hba, signatures)
    expect(exit).toBe(0)
    expect(out).toMatch(/brief-0\.txt\.p7s +valid +Käthe Beispiel.*TEST.*Ärztin\/Arzt +80276\d{15}/)
    expect(err).toMatch(/Revocation was not checked/)
  })

  it('is exit 32 with the reason in words where the document was changed or the root is another', async () => {
    const [file = ''] = letters(1)
    await sign(hba, [file], [hba.line('PIN.QES')])
    const signature = desk.path('out/brief-0.txt.p7s')
    const foreign = await verify(smcb, [signature], '--content', desk.folder)
    expect(foreign.exit).toBe(32)
    expect(foreign.out).toContain('does not lead to a trusted root')
    writeFileSync(file, 'Befund 0, geändert\r\n')
    const changed = await verify(hba, [signature], '--content', desk.folder)
    expect(changed.exit).toBe(32)
    expect(changed.out).toMatch(/NOT VALID[\s\S]*the document is not the one that was signed/)
  })

  it('takes attached signatures without the document', async () => {
    await sign(hba, letters(1), [hba.line('PIN.QES')], '--attached')
    expect((await verify(hba, [desk.path('out/brief-0.txt.p7m')])).exit).toBe(0)
  })

  it('at another time says so', async () => {
    await sign(hba, letters(1), [hba.line('PIN.QES')], '--attached')
    const late = await verify(hba, [desk.path('out/brief-0.txt.p7m')], '--sim-clock', '2060-01-01')
    expect(late.exit).toBe(30)
    expect(late.err).toContain('2060')
  })
})

describe('expired test cards', () => {
  it('sign with --allow-expired alone', async () => {
    const clock = ['--sim-clock', '2060-01-01T00:00:00Z']
    const refused = await sign(hba, letters(1), [hba.line('PIN.QES')], ...clock)
    expect(refused.exit).toBe(30)
    expect(refused.err).toMatch(/HC_CERT_EXPIRED[\s\S]*--allow-expired/)
    const allowed = await sign(hba, letters(1), [hba.line('PIN.QES')], ...clock, '--allow-expired')
    expect(allowed.exit).toBe(0)
    expect(allowed.err).toMatch(/EXPIRED on/)
  })
})

describe('certificates', () => {
  it('are listed, shown and exported as the card has them', async () => {
    const list = await desk.json(['cert', 'list', ...hba.reader])
    expect(list.data['certificates']).toHaveLength(8)
    const shown = await desk.ehba(['cert', 'show', ...hba.reader])
    expect(shown.out).toMatch(/EF\.C\.HP\.QES\.E256[\s\S]*nonRepudiation/)
    const pem = await desk.ehba(['cert', 'export', 'PrK.HP.AUT.E256', ...hba.reader])
    expect(pem.out).toBe(readFileSync(`${hba.folder}/ca/C.HP.AUT.E256.pem`, 'utf8'))
    mkdirSync(desk.path('c'))
    const out = desk.path('c/qes.der')
    const words = ['cert', 'export', 'EF.C.HP.QES.E256', '--form', 'der', '--out', out, ...hba.reader]
    expect((await desk.ehba(words)).exit).toBe(0)
    expect(readFileSync(out)[0]).toBe(0x30)
    expect((await desk.ehba(words)).exit).toBe(3)
  })

  it('that are not there are exit 13', async () => {
    expect((await desk.json(['cert', 'show', 'EF.C.HP.QES.R2048', ...hba.reader])).error).toMatchObject({
      code: 'HC_CERT_MISSING',
      exit: 13,
    })
  })
})

describe('sim list', () => {
  it('prints the cards’ own counters', async () => {
    const fresh = await newCard(desk, 'fresh', 'hba', '--state', 'active', '--seed', '7')
    await sign(fresh, letters(3), [fresh.line('PIN.QES')])
    const { data } = await desk.json(['sim', 'list', `${fresh.folder}/card.xml`])
    expect(data['cards']).toMatchObject([
      { signatures: { 'DF.QES/PrK.HP.QES.E256': 3 }, passwords: { 'DF.QES/PIN.QES': { triesLeft: 3, pukUses: 10 } } },
    ])
    expect((await desk.ehba(['sim', 'list', ...fresh.reader])).out).toMatch(/PrK\.HP\.QES\.E256 +3/)
  })
})
