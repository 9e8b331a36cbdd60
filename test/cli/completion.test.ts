import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { completionTree, type CompletionTree } from '../../src/cli/completion/completion-tree.js'
import { en } from '../../src/cli/messages/en.js'
import { buildProgram } from '../../src/cli/program.js'
import { newDesk } from './run-ehba.js'

const desk = newDesk()
const work = desk.path('work')
const tree: CompletionTree = completionTree(
  buildProgram(
    en.help,
    '0',
    () => Promise.resolve(),
    () => undefined,
  ),
)

beforeAll(() => {
  mkdirSync(`${work}/befunde/mai`, { recursive: true })
  for (const name of ['befund eins.txt', 'befund.txt', 'card.xml']) writeFileSync(`${work}/${name}`, '')
})

async function scriptFor(shell: string): Promise<string> {
  const { exit, out } = await desk.ehba(['completion', shell])
  expect(exit).toBe(0)
  return out
}

function isInstalled(shell: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${shell}`]).status === 0
}

/** What a shell answers to questions that are sent to it, one answer to each. */
function answers(shell: string, args: readonly string[], script: string): string[][] {
  const { stdout, stderr } = spawnSync(shell, [...args, script], { cwd: work, encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout
    .split('--8<--\n')
    .slice(1)
    .map((block) => block.split('\n').filter((line) => line !== ''))
}

const quoted = (word: string): string => `'${word}'`

/** Asks bash what it would offer for the last of these words; bash itself has split them at `=` and `:`. */
async function inBash(lines: readonly (readonly string[])[]): Promise<string[][]> {
  const questions = lines.map(
    (words) =>
      `COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}; _ehba; echo '--8<--'; printf '%s\\n' "\${COMPREPLY[@]}"`,
  )
  return answers('bash', ['--norc', '-c'], `${await scriptFor('bash')}\n${questions.join('\n')}`)
}

describe('ehba completion', () => {
  it('prints a script for each shell, also where the configuration cannot be used', async () => {
    const own = newDesk()
    mkdirSync(own.path('config/ehba'), { recursive: true })
    writeFileSync(own.path('config/ehba/config.json'), '{')
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { exit, out, err } = await own.ehba(['completion', shell])
      expect({ exit, err }).toEqual({ exit: 0, err: '' })
      expect((await own.json(['completion', shell])).data).toMatchObject({ shell, script: out })
    }
  })

  it('knows no other shell', async () => {
    const { error, exit } = await desk.json(['completion', 'cmd'])
    expect({ exit, code: error?.code }).toEqual({ exit: 2, code: 'HC_USAGE_INVALID' })
    expect((await desk.ehba(['completion', 'cmd'])).err).toMatch(/Possible: bash, zsh, fish/)
  })

  it('has descriptions in the language of the run', async () => {
    expect((await desk.ehba(['completion', 'fish', '--lang', 'de'])).out).toContain("'Zertifikate einer Karte'")
    expect((await desk.ehba(['completion', 'zsh'])).out).toContain("'cert:Certificates of a card'")
  })
})

describe('completion in bash', () => {
  it('offers the verbs of every command', async () => {
    const nouns = tree.commands.filter(({ verbs }) => verbs.length > 0)
    const offered = await inBash(nouns.map(({ path }) => [...path.split(' '), '']))
    expect(offered).toEqual(nouns.map(({ verbs }) => verbs.map(({ name }) => name)))
  })

  it('offers the options of every command, and those that every command takes', async () => {
    const offered = await inBash(tree.commands.map(({ path }) => [...path.split(' '), '--']))
    for (const [i, { options }] of tree.commands.entries()) {
      const long = [...options, ...tree.globalOptions].flatMap(({ names }) => names).filter((n) => n.startsWith('--'))
      expect(offered[i]).toEqual(long)
    }
    expect(offered[0]).toEqual(expect.arrayContaining(['--reader', '--json', '--help', '--version']))
  })

  it('offers every closed set, behind a space and behind =', async () => {
    const sets = tree.commands.flatMap(({ path, options }) =>
      [...options, ...tree.globalOptions].flatMap(({ names, value }) =>
        value?.kind === 'words' ? names.map((name) => ({ line: [...path.split(' '), name], words: value.words })) : [],
      ),
    )
    expect(sets.length).toBeGreaterThan(20)
    expect(await inBash(sets.map(({ line }) => [...line, '']))).toEqual(sets.map(({ words }) => words))
    expect(await inBash(sets.map(({ line }) => [...line, '=']))).toEqual(sets.map(({ words }) => words))
    const begun = sets.map(({ line, words }) => [...line, '=', words[0]?.slice(0, 2) ?? ''])
    for (const [i, offered] of (await inBash(begun)).entries()) expect(offered).toContain(sets[i]?.words[0])
  })

  it.each([
    [
      ['ehba', 'sign', 'bef'],
      ['befund eins.txt', 'befund.txt', 'befunde'],
    ],
    [['ehba', 'sign', 'befund.txt', '--out', ''], ['befunde']],
    [['ehba', '--trace', 'c'], ['card.xml']],
    [['ehba', '--reader', ''], ['sim:']],
    [['ehba', '--reader', 'sim', ':', 'ca'], ['card.xml']],
    [
      ['ehba', '--reader', 'sim', ':'],
      ['befund eins.txt', 'befund.txt', 'befunde', 'card.xml'],
    ],
    [['ehba', '--reader', '=', 'sim', ':', 'card'], ['card.xml']],
    [['ehba', '--reader', 'sim', ':', 'card', 'pin', 'v'], ['verify']],
    [['ehba', '--card', 'pin', 'card', 's'], ['show']],
    [
      ['ehba', '--lang', '=', 'de', 'sim', 'create', ''],
      ['hba', 'smcb'],
    ],
    [['ehba', 'pin', 'verify', 'PIN.Q'], ['PIN.QES']],
    [['ehba', 'sim', 'create', 'hba', '--given-name', ''], []],
    [['ehba', 'card', 'list', ''], []],
  ])('offers for %j: %j', async (words, expected) => {
    const [offered = []] = await inBash([words])
    expect([...offered].sort()).toEqual(expected)
  })
})

describe.skipIf(!isInstalled('zsh'))('completion in zsh', () => {
  /** Stand-ins for the functions of zsh's completion system; they print what they are given. */
  const standIns = `
compdef() { : }
compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- $@ }
_describe() { print -l -- \${(P)@[-1]} }
_files() { print FILES $@ }
compset() { [[ $PREFIX == \${~2}* ]] && PREFIX=\${PREFIX#\${~2}} }
`
  async function inZsh(lines: readonly (readonly string[])[]): Promise<string[][]> {
    const questions = lines.map(
      (line) =>
        `words=(${line.map(quoted).join(' ')}); CURRENT=${line.length}; PREFIX=${quoted(line.at(-1) ?? '')}; print -- '--8<--'; _ehba; true`,
    )
    return answers('zsh', ['-f', '-c'], `${standIns}\n${await scriptFor('zsh')}\n${questions.join('\n')}`)
  }

  it('offers the verbs of every command with their descriptions', async () => {
    const nouns = tree.commands.filter(({ verbs }) => verbs.length > 0)
    expect(await inZsh(nouns.map(({ path }) => [...path.split(' '), '']))).toEqual(
      nouns.map(({ verbs }) => verbs.map(({ name, description }) => `${name}:${description}`)),
    )
  })

  it.each([
    [
      ['ehba', '--lang', ''],
      ['de', 'en'],
    ],
    [
      ['ehba', '--lang=d'],
      ['de', 'en'],
    ],
    [['ehba', 'sign', ''], ['FILES']],
    [['ehba', 'sign', '--out', ''], ['FILES -/']],
    [['ehba', '--reader', ''], ['sim:']],
    [['ehba', '--reader', 'sim:ca'], ['FILES']],
    [
      ['ehba', '--card', 'pin', 'sim', 'create', ''],
      ['hba', 'smcb'],
    ],
    [['ehba', 'card', 'list', ''], []],
  ])('offers for %j: %j', async (words, expected) => {
    expect(await inZsh([words])).toEqual([expected])
  })
})

describe.skipIf(!isInstalled('fish'))('completion in fish', () => {
  async function inFish(lines: readonly string[]): Promise<string[][]> {
    const questions = lines.map(
      (line) => `echo '--8<--'; complete -C${quoted(line)} | string replace --regex '\\t.*' ''`,
    )
    return answers('fish', ['--no-config', '-c'], `${await scriptFor('fish')}\n${questions.join('\n')}`)
  }

  it('offers the verbs of every command', async () => {
    const nouns = tree.commands.filter(({ verbs }) => verbs.length > 0)
    expect(await inFish(nouns.map(({ path }) => `${path} `))).toEqual(
      nouns.map(({ verbs }) => verbs.map(({ name }) => name).sort()),
    )
  })

  it.each([
    ['ehba --lang ', ['de', 'en']],
    ['ehba sign bef', ['befund eins.txt', 'befund.txt', 'befunde/']],
    ['ehba sign --out ', ['befunde/']],
    ['ehba --reader ', ['sim:']],
    ['ehba --reader sim:ca', ['sim:card.xml']],
    ['ehba --card pin sim create ', ['hba', 'smcb']],
    ['ehba card list ', []],
  ])('offers for »%s«: %j', async (line, expected) => {
    expect(await inFish([line])).toEqual([expected])
  })
})
