import {
  casePattern,
  namesWithValue,
  optionsWithValue,
  type CommandWords,
  type CompletionTree,
  type OptionWords,
  type ValueHint,
} from './completion-tree.js'

/** The completion of the program's words in zsh, with descriptions. It works from a folder of fpath, and sourced. */
export function zshScript(tree: CompletionTree): string {
  const { commands, globalOptions } = tree
  return `#compdef ehba
# Completes the words of ehba in zsh. Made by: ehba completion zsh
_ehba() {
  local at=ehba option=\${words[CURRENT - 1]} word i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case $word in
      (${namesWithValue(tree).join('|')}) ((i++)) ;;
    esac
    case "$at $word" in
      (${commands
        .slice(1)
        .map(({ path }) => `'${path}'`)
        .join('|')}) at="$at $word" ;;
    esac
  done
  if [[ \${words[CURRENT]} == --*=* ]]; then
    option=\${words[CURRENT]%%=*}
    compset -P 1 '*='
  fi
  case "$at $option" in
${optionsWithValue(tree)
  .map(({ path, name, value }) => `    (${casePattern(path, name)}) ${action(value)}; return ;;`)
  .join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    case $at in
${commands.map(({ path, options }) => `      ('${path}') found=(${[...options, ...globalOptions].flatMap(optionItems).join(' ')}) ;;`).join('\n')}
    esac
    _describe -o option found
    return
  fi
  case $at in
${commands.map((command) => `    ('${command.path}') ${continuation(command)} ;;`).join('\n')}
  esac
}

_ehba_reader() {
  if compset -P sim:; then _files; else compadd -S '' -- sim:; fi
}

if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then _ehba "$@"; else compdef _ehba ehba; fi
`
}

function continuation({ verbs, argument }: CommandWords): string {
  if (verbs.length === 0) return action(argument)
  return `found=(${verbs.map(({ name, description }) => item(name, description)).join(' ')}); _describe command found`
}

function optionItems({ names, description }: OptionWords): string[] {
  return names.map((name) => item(name, description))
}

/** `name:description` as _describe wants it. */
function item(name: string, description: string): string {
  return `'${name}:${description.replaceAll("'", "'\\''")}'`
}

function action(hint: ValueHint | undefined): string {
  switch (hint?.kind) {
    case 'words':
      return `compadd -- ${hint.words.join(' ')}`
    case 'files':
      return '_files'
    case 'folders':
      return '_files -/'
    case 'reader':
      return '_ehba_reader'
    case 'unknown':
    case undefined:
      return ':'
  }
}
