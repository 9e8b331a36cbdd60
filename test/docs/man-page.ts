import type { Argument, Command, Option } from 'commander'
import { pathOf } from '../../src/cli/program.js'
import { settingFacts, type SettingFacts } from '../../src/config/settings.js'

/** What of the man page does not stand in the tree of commands. */
export interface ManPageFacts {
  readonly version: string
  /** The day of this version, `2026-11-21`. */
  readonly date: string
  /** Exit code → meaning, in order. */
  readonly exitCodes: readonly (readonly [string, string])[]
}

/** The man page of the program, in the macros of man(7). */
export function manPage(program: Command, { version, date, exitCodes }: ManPageFacts): string {
  const verbs = allCommands(program).filter(({ commands }) => commands.length === 0)
  const variables = Object.values<SettingFacts>(settingFacts).filter(({ variable }) => variable !== undefined)
  return [
    '.\\" Made from the tree of commands: npm run docs:update',
    `.TH EHBA 1 ${date} ${argument(`ehba ${version}`)} ${argument('User Commands')}`,
    '.SH NAME',
    text(`ehba - ${program.description()}`),
    '.SH SYNOPSIS',
    '.B ehba',
    text('[options] <command> [options] [arguments]'),
    '.SH DESCRIPTION',
    text(
      'Standard output carries data and nothing else; prompts, progress and remarks go to the terminal or to standard',
    ),
    text('error. PINs and PUKs are typed at the terminal, or come from a secrets stream; they are never arguments.'),
    text('Dates, numbers and texts are German or English.'),
    '.SH COMMANDS',
    ...verbs.flatMap(commandPart),
    '.SH OPTIONS OF EVERY COMMAND',
    text('They stand before or after the command.'),
    ...program.options.flatMap(optionPart),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([code, meaning]) => tagged([code], meaning)),
    '.SH ENVIRONMENT',
    ...variables.flatMap(({ variable = '', meaning }) => tagged([variable], meaning)),
    ...tagged(['LC_ALL', 'LC_MESSAGES', 'LANG'], 'Language of the texts where nothing else says it.'),
    ...tagged(['EHBA_DEBUG'], 'With the value 1 an error shows where in the program it arose.'),
    '.SH FILES',
    ...tagged(['$XDG_CONFIG_HOME/ehba/config.json'], 'Configuration; else ~/.config/ehba/config.json.'),
    ...tagged(['$XDG_STATE_HOME/ehba'], 'State between runs, without any PIN; else ~/.local/state/ehba.'),
    '.SH SEE ALSO',
    '.BR openssl (1)',
    '',
  ].join('\n')
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)]
}

function commandPart(command: Command): string[] {
  const usage = command.registeredArguments.map(placeholder).join(' ')
  return [
    `.SS ${argument([pathOf(command), usage].join(' ').trim())}`,
    text(`${command.description()}.`),
    ...command.registeredArguments.flatMap((one) => tagged([one.name()], one.description)),
    ...command.options.flatMap(optionPart),
  ]
}

function placeholder(one: Argument): string {
  const name = one.variadic ? `${one.name()}...` : one.name()
  return one.required ? name : `[${name}]`
}

function optionPart({ short, long, flags, description }: Option): string[] {
  const value = / (<.+>)$/.exec(flags)?.[1]
  const names = [short, long].filter((name) => name !== undefined)
  return tagged(names, description, value)
}

/** A paragraph with its names before it. */
function tagged(names: readonly string[], meaning: string, value = ''): string[] {
  const tag = names.map((name) => `\\fB${escaped(name)}\\fR`).join(', ')
  return ['.TP', [tag, value === '' ? '' : `\\fI${escaped(value.slice(1, -1))}\\fR`].join(' ').trim(), text(meaning)]
}

function argument(value: string): string {
  return `"${escaped(value).replaceAll('"', '\\(dq')}"`
}

/** A line of text: one that begins with a dot or an apostrophe would be a request to roff. */
function text(line: string): string {
  const safe = escaped(line)
  return /^[.']/.test(safe) ? `\\&${safe}` : safe
}

const names: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '’': '\\(cq',
  '–': '\\(en',
  '…': '...',
  '~': '\\(ti',
  '^': '\\(ha',
  '`': '\\(ga',
}

/** Characters that roff changes or has no code for, by their names: a hyphen in an option must stay what is typed. */
function escaped(line: string): string {
  return line.replace(/[\\\-’–…~^`]/g, (character) => names[character] ?? character)
}
