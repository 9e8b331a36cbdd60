import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CliAdapters } from '../../src/cli/adapters.js'
import { HealthCardError } from '../../src/errors/health-card-error.js'
import type { CardLayer } from '../../src/operations/workplace.js'
import type { Installation } from '../../src/operations/doctor/doctor-desk.js'
import { newCard, newDesk, wrong, type Desk, type DeskCard, type RunOptions } from './run-ehba.js'

/** A computer on which nothing is missing. */
const complete: Installation = {
  nodeVersion: '22.11.0',
  builtAt: new Date('2026-01-01T00:00:00Z'),
  modules: (['pcsc-mini', 'pcsclite', 'pkcs11js', 'koffi'] as const).map((name) => ({ name, present: true })),
}

function withInstallation(changes: Partial<Installation>): Partial<CliAdapters> {
  return { installation: () => Promise.resolve({ ...complete, ...changes }) }
}

const sound = withInstallation({})
const home = newDesk()
let active: DeskCard
let fresh: DeskCard
let smcb: DeskCard

beforeAll(async () => {
  active = await newCard(home, 'active', 'hba', '--state', 'active')
  fresh = await newCard(home, 'fresh', 'hba')
  smcb = await newCard(home, 'smcb', 'smcb', '--state', 'active')
})

/** What the doctor says about an installation. */
interface Diagnosis {
  readonly exit: number
  readonly verdict: unknown
  readonly checks: readonly ReportedCheck[]
}

interface ReportedCheck {
  readonly id: string
  readonly verdict: string
  readonly finding?: string
  readonly code?: string
  readonly because?: string
  readonly message: string
  readonly next?: string
  readonly facts: Readonly<Record<string, unknown>>
}

async function diagnose(desk: Desk, words: readonly string[], options: RunOptions = {}): Promise<Diagnosis> {
  const { exit, data } = await desk.json(['doctor', ...words], { adapters: sound, ...options })
  return { exit, verdict: data['verdict'], checks: data['checks'] as ReportedCheck[] }
}

/** The checks that are not ok, as `id verdict finding`. */
function complaints({ checks }: Diagnosis): string[] {
  return checks
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ id, verdict, finding, code, because }) => `${id} ${verdict} ${finding ?? code ?? because ?? ''}`)
}

/** An installation with one fault, and what must be said about it: cause and next step in each language. */
interface BrokenInstallation {
  readonly name: string
  readonly setUp: (desk: Desk) => Promise<RunOptions & { readonly words: readonly string[] }>
  readonly complaint: string
  readonly exit: 0 | 1
  readonly en: readonly [RegExp, RegExp]
  readonly de: readonly [RegExp, RegExp]
}

const emptyReader: CardLayer = {
  readers: () => Promise.resolve([{ name: 'ACS ACR 39U', layer: 'pcsc', card: 'absent' }]),
  connect: () => Promise.reject(new Error('an empty reader was powered')),
}

/** A layer whose readers cannot be had, and why. */
function withoutReaders(problem: string): RunOptions {
  const readers = (): Promise<never> => Promise.reject(new HealthCardError('HC_READER_NONE', 'no readers', { problem }))
  return { adapters: { ...sound, cardLayer: () => Promise.resolve({ ...emptyReader, readers }) } }
}

/** A card that never answers, in a reader with keys; and how long it was waited for. */
const silentCard: CardLayer & { patienceMs?: number | undefined } = {
  readers: () => Promise.resolve([{ name: 'REINER SCT cyberJack', layer: 'pcsc', card: 'mute' }]),
  hasPinPad: () => Promise.resolve(true),
  connect: (reader, patienceMs) => {
    silentCard.patienceMs = patienceMs
    return Promise.reject(new HealthCardError('HC_CARD_SILENT', 'no answer', { reader }))
  },
}

async function blockedCard(desk: Desk): Promise<DeskCard> {
  const card = await newCard(desk, 'blocked', 'hba', '--state', 'active')
  const secrets = [`PIN.QES=${wrong(card.secret('PIN.QES'))}`]
  const verify = ['pin', 'verify', 'PIN.QES', ...card.reader, '--allow-last-try']
  for (let i = 0; i < 3; i++) await desk.ehba(verify, { secrets })
  return card
}

const broken: readonly BrokenInstallation[] = [
  {
    name: 'no reader',
    setUp: () => Promise.resolve({ words: [] }),
    complaint: 'readers failed HC_READER_NONE',
    exit: 1,
    en: [/The service for card readers \(PC\/SC\) is not running/, /apt install pcscd/],
    de: [/Der Dienst für Kartenleser \(PC\/SC\) läuft nicht/, /apt install pcscd/],
  },
  {
    name: 'readers that this user may not use',
    setUp: () => Promise.resolve({ words: [], ...withoutReaders('denied') }),
    complaint: 'readers failed HC_READER_NONE',
    exit: 1,
    en: [/\(PC\/SC\) does not admit this user/, /needs a rule of polkit: docs\/readers\.md/],
    de: [/\(PC\/SC\) lässt diesen Benutzer nicht zu/, /eine Regel von polkit: docs\/readers\.md/],
  },
  {
    name: 'no module for readers',
    setUp: () => Promise.resolve({ words: [], ...withoutReaders('moduleMissing') }),
    complaint: 'readers failed HC_READER_NONE',
    exit: 1,
    en: [/No module for card readers \(PC\/SC\) is installed/, /npm install pcsc-mini/],
    de: [/Es ist kein Modul für Kartenleser \(PC\/SC\) installiert/, /npm install pcsc-mini/],
  },
  {
    name: 'a service for readers without any reader',
    setUp: () =>
      Promise.resolve({
        words: [],
        adapters: {
          ...sound,
          cardLayer: () => Promise.resolve({ ...emptyReader, readers: () => Promise.resolve([]) }),
        },
      }),
    complaint: 'readers failed HC_READER_NONE',
    exit: 1,
    en: [/There is no card reader/, /Plug in a reader/],
    de: [/Es gibt keinen Kartenleser/, /Schließen Sie einen Leser an/],
  },
  {
    name: 'a card that does not answer',
    setUp: () => Promise.resolve({ words: [], adapters: { ...sound, cardLayer: () => Promise.resolve(silentCard) } }),
    complaint: 'card failed HC_CARD_SILENT',
    exit: 1,
    en: [/The card in REINER SCT cyberJack does not answer/, /Take the card out, look which way round/],
    de: [/Die Karte in REINER SCT cyberJack antwortet nicht/, /prüfen Sie Richtung und Kontakte/],
  },
  {
    name: 'no card',
    setUp: () =>
      Promise.resolve({
        words: ['--reader', 'ACS ACR 39U'],
        adapters: { ...sound, cardLayer: () => Promise.resolve(emptyReader) },
      }),
    complaint: 'card failed HC_CARD_NONE',
    exit: 1,
    en: [/No reader holds a card/, /Put the card in, chip first/],
    de: [/In keinem Leser steckt eine Karte/, /Stecken Sie die Karte mit dem Chip voran/],
  },
  {
    name: 'a card in transport state',
    setUp: () => Promise.resolve({ words: fresh.reader }),
    complaint: 'pin failed HC_PIN_TRANSPORT_STATE',
    exit: 1,
    en: [/PIN\.CH.* the card still has its Transport-PIN/, /letter of the issuer.*ehba card activate/],
    de: [/PIN\.CH.* gilt noch die Transport-PIN/, /Brief des Herausgebers.*ehba card activate/],
  },
  {
    name: 'a blocked PIN',
    setUp: async (desk) => ({ words: (await blockedCard(desk)).reader }),
    complaint: 'pin failed HC_PIN_BLOCKED',
    exit: 1,
    en: [/PIN\.QES.* is blocked/, /PUK: ehba pin unblock PIN\.QES/],
    de: [/PIN\.QES.* ist gesperrt/, /PUK auf: ehba pin unblock PIN\.QES/],
  },
  {
    name: 'an expired certificate',
    setUp: () => Promise.resolve({ words: [...active.reader, '--sim-clock', '2050-01-01'] }),
    complaint: 'certificate failed HC_CERT_EXPIRED',
    exit: 1,
    en: [/expired.*EF\.C\.HP\.QES\.E256/, /test card: --allow-expired/],
    de: [/abgelaufen.*EF\.C\.HP\.QES\.E256/, /Testkarte: Mit --allow-expired/],
  },
  {
    name: 'a wrong clock',
    setUp: () => Promise.resolve({ words: [...active.reader, '--sim-clock', '2020-01-01T12:00:00Z'] }),
    complaint: 'clock failed clockBeforeProgram',
    exit: 1,
    en: [/clock of this computer is wrong: it shows 1 Jan 2020/, /Set the clock/],
    de: [/Uhr dieses Computers geht falsch: Sie zeigt 01\.01\.2020/, /Stellen Sie die Uhr/],
  },
  {
    name: 'a left-over journal',
    setUp: () => {
      const batch = { id: '20261121-7f3a', total: 254, done: 100, state: 'incomplete' } as const
      return Promise.resolve({
        words: active.reader,
        adapters: { ...sound, leftOverBatches: () => Promise.resolve([batch]) },
      })
    },
    complaint: 'batches warning batchLeftOver',
    exit: 0,
    en: [/20261121-7f3a was not finished: 100 of 254 documents/, /ehba batch resume 20261121-7f3a/],
    de: [/20261121-7f3a wurde nicht fertig: 100 von 254 Dokumenten/, /ehba batch resume 20261121-7f3a/],
  },
  {
    name: 'an unreadable state folder',
    setUp: (desk) => {
      // A link to itself cannot be read by anybody; the permissions of a folder do not keep root out.
      mkdirSync(desk.path('state'), { recursive: true })
      rmSync(desk.path('state/ehba'), { force: true })
      symlinkSync('ehba', desk.path('state/ehba'))
      return Promise.resolve({ words: active.reader })
    },
    complaint: 'stateFolder failed stateFolderNotReadable',
    exit: 1,
    en: [/You may not read \S+\/state\/ehba, a part of the state folder/, /sudo chown -R "\$USER" \S+\/state\/ehba/],
    de: [/Sie dürfen \S+\/state\/ehba nicht lesen/, /sudo chown -R "\$USER" \S+\/state\/ehba/],
  },
  {
    name: 'an old Node.js',
    setUp: () => Promise.resolve({ words: active.reader, adapters: withInstallation({ nodeVersion: '20.18.3' }) }),
    complaint: 'node failed nodeTooOld',
    exit: 1,
    en: [/Node\.js 20\.18\.3 is too old/, /Install Node\.js 20\.19 or later: https:/],
    de: [/Node\.js 20\.18\.3 ist zu alt/, /Installieren Sie Node\.js 20\.19 oder neuer: https:/],
  },
  {
    name: 'a missing optional module',
    setUp: () => {
      const modules = complete.modules.map(({ name }) => ({ name, present: name === 'pcsclite' }))
      return Promise.resolve({ words: active.reader, adapters: withInstallation({ modules }) })
    },
    complaint: 'pkcs11 warning pkcs11ModuleMissing',
    exit: 0,
    en: [/pkcs11js is not installed.*no card can be used through a PKCS#11 library/, /unless you need PKCS#11/],
    de: [/pkcs11js fehlt.*keine Karte über eine PKCS#11-Bibliothek/, /Wer PKCS#11 nicht braucht/],
  },
]

describe('ehba doctor on a broken installation', () => {
  it.each(broken)('with $name names the cause and the next step in both languages', async (fault) => {
    const desk = newDesk()
    const { words, ...options } = await fault.setUp(desk)
    for (const language of ['en', 'de'] as const) {
      const diagnosis = await diagnose(desk, [...words, '--lang', language], options)
      const [cause, next] = fault[language]
      const [id, verdict, finding] = fault.complaint.split(' ')
      const check = diagnosis.checks.find((found) => found.id === id && found.verdict !== 'ok')
      expect(check).toMatchObject({ verdict, message: expect.stringMatching(cause) as string })
      expect(check?.finding ?? check?.code).toBe(finding)
      expect(check?.next).toMatch(next)
      expect(diagnosis).toMatchObject({ exit: fault.exit, verdict })

      const text = await desk.ehba(['doctor', ...words, '--lang', language], { adapters: sound, ...options })
      expect(text).toMatchObject({ exit: fault.exit, err: '' })
      expect(text.out).toMatch(cause)
      // The next step stands on a line of its own, below the cause.
      expect(text.out.split('\n').find((line) => next.test(line))).toMatch(/^ +→ /)
    }
  })

  it('with a journal that cannot be read says so, and leaves it where it is', async () => {
    const desk = newDesk()
    const journal = desk.path('state/ehba/batches/20261121-213009-5fc3a1.journal')
    mkdirSync(dirname(journal), { recursive: true, mode: 0o700 })
    writeFileSync(journal, 'no journal', { mode: 0o600 })
    expect(complaints(await diagnose(desk, active.reader))).toContain('batches warning batchDamaged')
    expect(readFileSync(journal, 'utf8')).toBe('no journal')
  })

  it('with a faulty configuration reports it and goes on, where every other command stops', async () => {
    const desk = newDesk()
    mkdirSync(desk.path('config/ehba'), { recursive: true })
    writeFileSync(desk.path('config/ehba/config.json'), '{"raeder":"sim:x"}')
    expect(await desk.json(['card', 'list', ...active.reader])).toMatchObject({ exit: 2 })
    const named = await diagnose(desk, active.reader)
    expect(complaints(named)).toEqual(['configuration failed HC_CONFIG_INVALID'])
    expect(named.checks[0]).toMatchObject({ message: expect.stringMatching(/raeder/) as string })
    expect(complaints(await diagnose(desk, []))).toEqual([
      'configuration failed HC_CONFIG_INVALID',
      'readers skipped configuration',
      'card skipped readers',
      'pin skipped readers',
      'certificate skipped readers',
      'hba warning hbaMissing',
    ])
  })

  it('with a reader that does not exist, or an image that is none, says what a command would say', async () => {
    const desk = newDesk()
    const missing = await diagnose(desk, ['--reader', 'sim:/nowhere/card.xml'])
    expect(complaints(missing)[0]).toBe('readers failed HC_READER_NONE')
    writeFileSync(desk.path('no-image.xml'), '<card version="3">')
    const damaged = await diagnose(desk, ['--reader', `sim:${desk.path('no-image.xml')}`])
    expect(complaints(damaged)).toEqual([
      'card failed HC_SIM_IMAGE_INVALID',
      'pin skipped card',
      'certificate skipped card',
      'hba warning hbaMissing',
    ])
  })

  it('with a certificate that is not valid yet points to the clock', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString()
    const diagnosis = await diagnose(newDesk(), [...active.reader, '--sim-clock', yesterday])
    expect(complaints(diagnosis)[0]).toBe('certificate failed HC_CERT_NOT_YET_VALID')
    expect(diagnosis.checks.find(({ verdict }) => verdict === 'failed')?.next).toMatch(/Check the clock/)
  })
})

describe('ehba doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const desk = newDesk()
    const diagnosis = await diagnose(desk, active.reader)
    expect(complaints(diagnosis)).toEqual([])
    expect(diagnosis).toMatchObject({ exit: 0, verdict: 'ok' })
    const { out } = await desk.ehba(['doctor', ...active.reader], { adapters: sound })
    expect(out).toMatch(/^ok +Configuration[\s\S]*\nNothing is wrong\.\n$/)
  })

  it('reports PINs with their tries and certificates with their days left', async () => {
    const { checks } = await diagnose(newDesk(), active.reader)
    const pins = checks.filter(({ id }) => id === 'pin').map(({ facts }) => [facts['pin'], facts['triesLeft']])
    expect(pins).toEqual([
      ['PIN.CH', 3],
      ['PIN.QES', 3],
    ])
    const certificates = checks.filter(({ id }) => id === 'certificate')
    expect(certificates.length).toBeGreaterThan(2)
    for (const { facts } of certificates) expect(facts['daysLeft']).toBeGreaterThan(1800)
  })

  it('keeps certificates unjudged while the clock is wrong', async () => {
    const diagnosis = await diagnose(newDesk(), [...active.reader, '--sim-clock', '2020-01-01'])
    expect(complaints(diagnosis)).toEqual(['clock failed clockBeforeProgram', 'certificate skipped clock'])
  })

  it('hints at the Konnektor where it finds an SMC-B and no HBA', async () => {
    for (const [language, hint] of [
      ['en', /card terminal of a Konnektor, it cannot be reached from here/],
      ['de', /Kartenterminal eines Konnektors, ist er von hier nicht erreichbar/],
    ] as const) {
      const diagnosis = await diagnose(newDesk(), [...smcb.reader, '--lang', language])
      expect(complaints(diagnosis)).toEqual(['hba warning hbaMissing'])
      expect(diagnosis.checks.at(-1)?.next).toMatch(hint)
    }
  })

  it('looks at every card, and at the wanted one alone where --card names it', async () => {
    const both = [...active.reader, ...smcb.reader]
    const kinds = async (words: readonly string[]): Promise<unknown[]> =>
      (await diagnose(newDesk(), words)).checks.filter(({ id }) => id === 'card').map(({ facts }) => facts['kind'])
    expect(await kinds(both)).toEqual(['hba', 'smcb'])
    const { data } = await home.json(['card', 'list', ...smcb.reader])
    const [{ iccsn }] = data['cards'] as [{ iccsn: string }]
    expect(await kinds([...both, '--card', iccsn])).toEqual(['smcb'])
    expect(complaints(await diagnose(newDesk(), [...both, '--card', '12345']))[0]).toBe('card failed HC_CARD_NONE')
  })

  it('warns of a single try and of an interrupted change', async () => {
    const desk = newDesk()
    const card = await newCard(desk, 'card', 'hba', '--state', 'active')
    const secrets = [`PIN.QES=${wrong(card.secret('PIN.QES'))}`]
    await desk.ehba(['pin', 'verify', 'qes', ...card.reader], { secrets })
    await desk.ehba(['pin', 'verify', 'qes', ...card.reader], { secrets })
    expect(complaints(await diagnose(desk, card.reader))).toEqual(['pin warning pinOneTryLeft'])
    const memory = {
      recall: (_iccsn: string, secret: string) => Promise.resolve({ changeInterrupted: secret === 'PIN.CH' }),
      remember: () => Promise.reject(new Error('the doctor wrote into the memory')),
    }
    const adapters = { ...sound, cardMemory: () => Promise.resolve(memory) }
    expect(complaints(await diagnose(desk, card.reader, { adapters }))).toEqual([
      'pin warning pinChangeInterrupted',
      'pin warning pinOneTryLeft',
    ])
  })

  it('names the readers, and those with keys for PINs, and does not wait long for a card that hangs', async () => {
    const adapters = { ...sound, cardLayer: () => Promise.resolve(silentCard) }
    for (const [language, keys] of [
      ['en', 'with keys for PINs'],
      ['de', 'mit Tasten für PINs'],
    ] as const) {
      const { checks } = await diagnose(newDesk(), ['--lang', language], { adapters })
      expect(checks.find(({ id }) => id === 'readers')).toMatchObject({
        finding: 'readersFound',
        message: `REINER SCT cyberJack; ${keys}: REINER SCT cyberJack`,
        facts: { readers: ['REINER SCT cyberJack'], pinPads: ['REINER SCT cyberJack'] },
      })
    }
    expect(silentCard.patienceMs).toBeLessThanOrEqual(5000)
  })

  it('asks for nothing and changes nothing, neither on the card nor in the state folder', async () => {
    const desk = newDesk()
    const state = readFileSync(`${active.folder}/card.xml.state`)
    await diagnose(desk, active.reader, {
      console: {
        write: () => {
          throw new Error('the doctor spoke to the person')
        },
        readKeys: () => Promise.reject(new Error('the doctor asked the person')),
        close: () => undefined,
      },
    })
    expect(readFileSync(`${active.folder}/card.xml.state`).equals(state)).toBe(true)
    expect(() => readFileSync(desk.path('state'))).toThrow(/ENOENT/)
  })

  it('leaves an error in the call to the exit code of that error', async () => {
    const desk = newDesk()
    const words = ['doctor', '--reader', 'ACS', '--sim-seed', '1']
    expect(await desk.json(words)).toMatchObject({ exit: 2, error: { code: 'HC_USAGE_INVALID' } })
    expect(await desk.json(['doctor', 'extra'])).toMatchObject({ exit: 2 })
  })

  it('marks its verdicts with signs at a terminal and with words elsewhere', async () => {
    const words = ['doctor', ...fresh.reader]
    const seen = await home.ehba(words, { adapters: sound, outIsTerminal: true })
    expect(seen.out).toMatch(/^✓ +Configuration[\s\S]*\n✗ +PIN/)
    const piped = await home.ehba([...words, '--lang', 'de'], { adapters: sound })
    expect(piped.out).toMatch(/^gut +Konfiguration[\s\S]*\nFEHLER +PIN/)
    expect(piped.out).not.toMatch(/[✓✗]/)
  })

  it('looks at the real installation through its own adapters', async () => {
    const { data } = await home.json(['doctor', ...active.reader])
    const checks = data['checks'] as ReportedCheck[]
    expect(checks.find(({ id }) => id === 'node')).toMatchObject({
      finding: 'nodeSupported',
      facts: { version: process.versions.node },
    })
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['pcsc', 'pkcs11', 'stateFolder', 'batches']))
  })
})

describe('warnings before the end of certificates', () => {
  /** ISO time so many days before the QES certificate ends. */
  async function daysBefore(days: number): Promise<string> {
    const { data } = await home.json(['cert', 'show', ...active.reader])
    return new Date(Date.parse(data['notAfter'] as string) - days * 86_400_000).toISOString()
  }

  it.each([
    [181, undefined],
    [180, 180],
    [91, 180],
    [90, 90],
    [30, 30],
    [7, 7],
    [0, 7],
    [-1, undefined],
  ])('%i days before it, card show and pin status warn at stage %s', async (days, within) => {
    const clock = ['--sim-clock', await daysBefore(days)]
    for (const command of ['card show', 'pin status']) {
      const words = [...command.split(' '), ...active.reader, ...clock]
      const { warnings } = (await home.json(words)).data as { warnings: readonly Record<string, unknown>[] }
      const ofQes = warnings.filter(({ file }) => file === 'EF.C.HP.QES.E256')
      expect(ofQes.map(({ code, daysLeft, within: stage }) => [code, daysLeft, stage])).toEqual(
        within === undefined ? [] : [['certificateExpires', days, within]],
      )
    }
  })

  it('are texts in both languages, one for all certificates of a day', async () => {
    const clock = ['--sim-clock', await daysBefore(30)]
    for (const [language, text] of [
      [
        'en',
        /\nValid only until \d+ \w+ \d{4} \(30 days left\): EF\.C\.HP\.QES\.E256, EF\.C\.[^\n]*\nOrder a follow-up/,
      ],
      ['de', /\nNur gültig bis [\d.]+ \(noch 30 Tage\): EF\.C\.HP\.QES\.E256, EF\.C\.[^\n]*\nBestellen Sie sofort/],
    ] as const) {
      for (const command of ['card show', 'pin status']) {
        const words = [...command.split(' '), ...active.reader, ...clock, '--lang', language]
        const { out } = await home.ehba(words)
        expect(out).toMatch(text)
        expect(out.match(/EF\.C\.HP\.QES\.E256, /g)).toHaveLength(1)
      }
    }
  })

  it('are warnings of the doctor, too', async () => {
    const diagnosis = await diagnose(newDesk(), [...active.reader, '--sim-clock', await daysBefore(90)])
    expect(complaints(diagnosis)[0]).toBe('certificate warning certificateExpires')
    expect(diagnosis).toMatchObject({ exit: 0, verdict: 'warning' })
  })
})
