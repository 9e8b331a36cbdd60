import type { Command } from 'commander'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { de } from '../../src/cli/messages/de.js'
import { en } from '../../src/cli/messages/en.js'
import type { HelpTexts } from '../../src/cli/messages/texts.js'
import { buildProgram, pathOf } from '../../src/cli/program.js'
import { expectGeneratedPart } from './generated-part.js'

function programIn(help: HelpTexts): Command {
  return buildProgram(
    help,
    '0',
    () => Promise.resolve(),
    () => undefined,
  )
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)]
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<')
}

function optionTable(command: Command): string[] {
  const rows = command.options.map(({ flags, description }) => `| \`${flags}\` | ${escaped(description)} |`)
  return rows.length === 0 ? [] : ['| option | meaning |', '| --- | --- |', ...rows, '']
}

function section(command: Command): string[] {
  const usage = command.createHelp().commandUsage(command)
  const given = command.registeredArguments.map((argument) => `- \`${argument.name()}\`: ${argument.description}`)
  return [
    `### ${pathOf(command)}`,
    '',
    `${command.description()}.`,
    '',
    '```',
    usage,
    '```',
    '',
    ...given,
    '',
    ...optionTable(command),
  ]
}

async function pretty(lines: readonly string[]): Promise<string[]> {
  const options = await resolveConfig('docs/cli.md')
  return (await format(lines.join('\n'), { ...options, parser: 'markdown' })).trimEnd().split('\n')
}

describe('docs/cli.md', () => {
  it('lists the options that every command takes', async () => {
    expectGeneratedPart('docs/cli.md', 'global options', await pretty(optionTable(programIn(en.help))))
  })

  it('describes every command as the program does', async () => {
    const verbs = allCommands(programIn(en.help)).filter(({ commands }) => commands.length === 0)
    expectGeneratedPart('docs/cli.md', 'commands', await pretty(verbs.flatMap(section)))
  })
})

describe('help texts', () => {
  const german = allCommands(programIn(de.help))
  const english = allCommands(programIn(en.help))

  it('say something about every command and option, in both languages', () => {
    for (const command of [...german, ...english]) {
      expect(command.description(), pathOf(command)).not.toBe('')
      for (const { flags, description } of command.options) expect(description, flags).not.toBe('')
      for (const argument of command.registeredArguments) expect(argument.description).not.toBe('')
    }
  })

  it('never speak of qualified or legally valid signatures', () => {
    for (const command of [...german, ...english]) {
      expect(command.helpInformation()).not.toMatch(/qualified|qualifiziert|rechtsgültig/i)
    }
  })

  it('have no words of the other language in their headings', () => {
    for (const command of german) expect(command.helpInformation()).not.toMatch(/^(Usage|Options|Commands|Arguments):/m)
  })
})
