import {
  namesWithValue,
  type CommandWords,
  type CompletionTree,
  type OptionWords,
  type ValueHint,
} from './completion-tree.js'

/** The completion of the program's words in fish, with descriptions. */
export function fishScript(tree: CompletionTree): string {
  const { commands, globalOptions } = tree
  return `# Completes the words of ehba in fish. Made by: ehba completion fish
function __ehba_at --description 'Whether the words so far make this command'
    set -l at ehba
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case ${namesWithValue(tree).join(' ')}
                set skip yes
        end
        switch "$at $word"
            case ${commands
              .slice(1)
              .map(({ path }) => quoted(path))
              .join(' ')}
                set at "$at $word"
        end
    end
    test "$at" = "$argv"
end

function __ehba_value --description 'The value so far, without --option= before it'
    string replace --regex '^--[a-z-]+=' '' -- (commandline -ct)
end

function __ehba_readers --description 'Simulated cards: sim: and a file'
    set -l word (__ehba_value)
    if string match --quiet 'sim:*' -- $word
        __fish_complete_path (string replace 'sim:' '' -- $word) | string replace --regex '^' 'sim:'
    else
        echo sim:
    end
end

complete -c ehba -f
${globalOptions.map((option) => optionLine(option)).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`
}

function commandLines({ path, verbs, options, argument }: CommandWords): string[] {
  const at = `-n ${quoted(`__ehba_at ${path}`)}`
  return [
    ...verbs.map(({ name, description }) => `complete -c ehba ${at} -a ${name} -d ${quoted(description)}`),
    ...options.map((option) => optionLine(option, at)),
    ...(argument && argument.kind !== 'unknown' ? [`complete -c ehba ${at} ${values(argument)}`] : []),
  ]
}

function optionLine({ names, description, value }: OptionWords, at = ''): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const taken = value ? (value.kind === 'files' ? '-r' : '-x') : ''
  return ['complete -c ehba', at, ...flags, taken, value ? values(value) : '', '-d', quoted(description)]
    .filter((part) => part !== '')
    .join(' ')
}

function values(hint: ValueHint): string {
  switch (hint.kind) {
    case 'words':
      return `-a ${quoted(hint.words.join(' '))}`
    case 'files':
      return '-F'
    case 'folders':
      return "-a '(__fish_complete_directories (__ehba_value))'"
    case 'reader':
      return "-a '(__ehba_readers)'"
    case 'unknown':
      return ''
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
