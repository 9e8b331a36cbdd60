import type { Argument, Command, Option } from 'commander'

/** What can stand where a value is wanted. */
export type ValueHint =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** `sim:` and a file, until readers have names that can be asked for. */
  | { readonly kind: 'reader' }
  | { readonly kind: 'files' | 'folders' }
  /** Something that only the person knows. */
  | { readonly kind: 'unknown' }

/** An option with all its names. */
export interface OptionWords {
  /** `-h`, `--help` */
  readonly names: readonly string[]
  readonly description: string
  /** Absent: the option takes no value. */
  readonly value?: ValueHint
}

/** A word that continues a command. */
export interface VerbWord {
  readonly name: string
  readonly description: string
}

/** What can follow one command. */
export interface CommandWords {
  /** `ehba card show` */
  readonly path: string
  readonly verbs: readonly VerbWord[]
  /** Its own options, without those of every command. */
  readonly options: readonly OptionWords[]
  /** What its arguments are; absent where it takes none. */
  readonly argument?: ValueHint
}

/** All that can be completed. */
export interface CompletionTree {
  readonly commands: readonly CommandWords[]
  /** Options of every command. */
  readonly globalOptions: readonly OptionWords[]
}

/** The words of the program, from its own tree of commands. */
export function completionTree(program: Command): CompletionTree {
  const help = program.createHelp()
  const options = program.options.map(optionWords)
  const shownOnly = help.visibleOptions(program).filter((option) => !program.options.includes(option))
  return { commands: commandWords(program, ''), globalOptions: [...options, ...shownOnly.map(optionWords)] }
}

function commandWords(command: Command, parent: string): CommandWords[] {
  const path = `${parent} ${command.name()}`.trim()
  const [argument] = command.registeredArguments
  const own: CommandWords = {
    path,
    verbs: command.commands.map((verb) => ({ name: verb.name(), description: verb.description() })),
    options: parent === '' ? [] : command.options.map(optionWords),
    ...(argument && { argument: hintOf(argument, argument.name()) }),
  }
  return [own, ...command.commands.flatMap((verb) => commandWords(verb, path))]
}

function optionWords(option: Option): OptionWords {
  const { short, long, description, flags } = option
  const placeholder = /<(.+)>/.exec(flags)?.[1]
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    ...(placeholder !== undefined && { value: hintOf(option, placeholder) }),
  }
}

/** Usual values where the tree knows some; else the placeholder tells what is meant. */
function hintOf({ argChoices }: Option | Argument, placeholder: string): ValueHint {
  if (argChoices) return { kind: 'words', words: argChoices }
  switch (placeholder) {
    case 'FILE':
    case 'PATH':
      return { kind: 'files' }
    case 'DIR':
      return { kind: 'folders' }
    case 'READER':
      return { kind: 'reader' }
    default:
      return { kind: 'unknown' }
  }
}

/** Names of the options that take a value: the word behind one is no command. */
export function namesWithValue({ commands, globalOptions }: CompletionTree): string[] {
  const options = [...globalOptions, ...commands.flatMap((command) => command.options)]
  return [...new Set(options.filter(({ value }) => value).flatMap(({ names }) => names))]
}

/** Every option that takes a value, with the command it belongs to; undefined: every command. */
export function optionsWithValue(
  tree: CompletionTree,
): { readonly path: string | undefined; readonly name: string; readonly value: ValueHint }[] {
  const listed = (path: string | undefined, options: readonly OptionWords[]): ReturnType<typeof optionsWithValue> =>
    options.flatMap(({ names, value }) => (value ? names.map((name) => ({ path, name, value })) : []))
  return [
    ...tree.commands.flatMap(({ path, options }) => listed(path, options)),
    ...listed(undefined, tree.globalOptions),
  ]
}

/** Pattern of a `case` in bash and zsh for a command and an option behind it; of every command where `path` is undefined. */
export function casePattern(path: string | undefined, name: string): string {
  return path === undefined ? `*' ${name}'` : `'${path} ${name}'`
}
