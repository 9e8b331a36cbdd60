import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newDesk } from './run-ehba.js'

const desk = newDesk()

describe('wrong usage', () => {
  it.each([
    ['', 'HC_USAGE_INVALID'],
    ['card', 'HC_USAGE_INVALID'],
    ['card fly', 'HC_USAGE_INVALID'],
    ['fly', 'HC_USAGE_INVALID'],
    ['card show --colour', 'HC_USAGE_INVALID'],
    ['card show extra', 'HC_USAGE_INVALID'],
    ['card show --lang fr', 'HC_USAGE_INVALID'],
    ['card show --wait soon', 'HC_USAGE_INVALID'],
    ['card show --secrets-fd x', 'HC_USAGE_INVALID'],
    ['card show --sim-clock tomorrow', 'HC_USAGE_INVALID'],
    ['card show --sim-cos 4', 'HC_USAGE_INVALID'],
    ['sign a.txt', 'HC_USAGE_INVALID'],
    ['sign a.txt --out o --mechanism rot13', 'HC_USAGE_INVALID'],
    ['verify a.p7s', 'HC_USAGE_INVALID'],
    ['sim create egk --out o', 'HC_USAGE_INVALID'],
    ['sim create hba', 'HC_USAGE_INVALID'],
    ['sim create hba --out o --limit 0', 'HC_USAGE_INVALID'],
    ['sim list', 'HC_USAGE_INVALID'],
    ['card show --reader ACS --sim-seed 1', 'HC_USAGE_INVALID'],
  ])('»ehba %s« is exit 2 as text and as JSON', async (words, code) => {
    const argv = words.split(' ').filter((word) => word !== '')
    const { exit, out, err } = await desk.ehba(argv)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toContain(`[${code}]`)
    const { error } = await desk.json(argv)
    expect(error).toMatchObject({ code, exit: 2 })
  })

  it.each([
    'pin verify --pin 424242',
    'pin verify --pin=424242',
    'pin verify --PIN 424242',
    'pin verify -pin 424242',
    'pin unblock --puk 424242',
    'card activate --transport-pin 424242',
    'pin change --new-pin=424242',
    'pin verify --pin-qes=424242',
    'pin verify PIN.QES=424242',
    'pin verify 424242',
    'pin change qes 424242',
  ])('»ehba %s« is refused with a hint, without the value', async (words) => {
    const { exit, out, err } = await desk.ehba(words.split(' '))
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toContain('HC_USAGE_SECRET_ARGUMENT')
    expect(err).toContain('--secrets-file')
    expect(err).not.toContain('424242')
    expect((await desk.json(words.split(' '))).error).toMatchObject({ code: 'HC_USAGE_SECRET_ARGUMENT', exit: 2 })
  })

  it.each(['card show --pim=424242', '424242', 'card 424242', 'card show 424242', 'card show --wait 4x24242'])(
    'repeats no number that stands where it does not belong: »ehba %s«',
    async (words) => {
      const { exit, out, err } = await desk.ehba(words.split(' '))
      expect(exit).toBe(2)
      expect(out + err).not.toContain('24242')
    },
  )
})

describe('readers', () => {
  it('without PC/SC it is exit 10, saying how to start it', async () => {
    const { exit, err } = await desk.ehba(['card', 'list'])
    expect(exit).toBe(10)
    expect(err).toMatch(/PC\/SC[\s\S]*HC_READER_NONE[\s\S]*pcscd/)
  })

  it.each(['sim:/nowhere/card.xml', 'ACS ACR 39U', 'sim:'])('»%s« that is not there is exit 10', async (reader) => {
    expect((await desk.json(['card', 'show', '--reader', reader])).error).toMatchObject({
      code: 'HC_READER_NONE',
      exit: 10,
    })
  })

  it('an image that is none is exit 3', async () => {
    writeFileSync(desk.path('no-image.xml'), '<card version="3">')
    const { error } = await desk.json(['card', 'show', '--reader', `sim:${desk.path('no-image.xml')}`])
    expect(error).toMatchObject({ code: 'HC_SIM_IMAGE_INVALID', exit: 3 })
  })
})

describe('language', () => {
  it.each([
    [{ LC_ALL: 'de_DE.UTF-8' }, [], 'Fehler'],
    [{ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, [], 'Error'],
    [{ LC_ALL: '', LC_MESSAGES: 'de_AT', LANG: 'en_GB' }, [], 'Fehler'],
    [{ LC_ALL: '', LANG: 'de' }, [], 'Fehler'],
    [{ LC_ALL: 'de_DE' }, ['--lang', 'en'], 'Error'],
    [{ LC_ALL: 'en_GB', EHBA_LANG: 'de' }, [], 'Fehler'],
    [{ LC_ALL: 'en_GB' }, ['--lang=de'], 'Fehler'],
  ])('follows %j and %j', async (env, words, expected) => {
    const { err } = await desk.ehba(['fly', ...words], { env })
    expect(err).toContain(`${expected}: `)
  })

  it('may stand in the configuration, which outranks the locale', async () => {
    const own = newDesk()
    mkdirSync(own.path('config/ehba'), { recursive: true })
    writeFileSync(own.path('config/ehba/config.json'), '{"lang":"de"}')
    expect((await own.ehba(['fly'])).err).toContain('Fehler: ')
  })
})

describe('configuration', () => {
  it('with a key that is not known is exit 2 and names it', async () => {
    const own = newDesk()
    mkdirSync(own.path('config/ehba'), { recursive: true })
    writeFileSync(own.path('config/ehba/config.json'), '{"raeder":"sim:x"}')
    const { exit, err } = await own.ehba(['card', 'list'])
    expect(exit).toBe(2)
    expect(err).toMatch(/raeder.*HC_CONFIG_INVALID/)
  })
})

describe('help and version', () => {
  it('print to standard output and succeed', async () => {
    expect(await desk.ehba(['--version'])).toEqual({ exit: 0, out: '1.2.3\n', err: '' })
    const help = await desk.ehba(['sign', '--help', '--lang', 'de'])
    expect(help).toMatchObject({ exit: 0, err: '' })
    expect(help.out).toMatch(/^Aufruf: ehba sign \[Optionen\] FILE…\n[\s\S]*--dry-run/)
  })

  it('a noun without its verb shows its verbs on standard error', async () => {
    const { err } = await desk.ehba(['pin'])
    expect(err).toMatch(/verify \[PIN\][\s\S]*unblock \[PIN\][\s\S]*HC_USAGE_INVALID/)
  })
})
