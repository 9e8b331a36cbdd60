import {
  casePattern,
  namesWithValue,
  optionsWithValue,
  type CompletionTree,
  type ValueHint,
} from './completion-tree.js'

/** The completion of the program's words in bash 4 or later; needs no other package. */
export function bashScript(tree: CompletionTree): string {
  const { commands, globalOptions } = tree
  const names = (options: typeof globalOptions): string[] => options.flatMap((option) => option.names)
  return `# Completes the words of ehba in bash. Made by: ehba completion bash
_ehba() {
  local cur=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]} at=ehba word i
  COMPREPLY=()
  # bash makes words of their own of = and : and leaves what stands behind them to be completed.
  if [[ $cur == ':' ]]; then
    cur=''
    option=:
  elif [[ $cur == '=' ]]; then
    cur=''
  elif [[ $option == '=' ]]; then
    option=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      ${namesWithValue(tree).join(' | ')})
        i=$((i + 1))
        if [[ \${COMP_WORDS[i]} == '=' ]]; then i=$((i + 1)); fi
        if [[ \${COMP_WORDS[i + 1]} == ':' ]]; then i=$((i + 2)); fi
        ;;
    esac
    case "$at $word" in
      ${commands
        .slice(1)
        .map(({ path }) => `'${path}'`)
        .join(' | ')}) at="$at $word" ;;
    esac
  done
  case "$at $option" in
    *' :') _ehba_files; return ;;
${optionsWithValue(tree)
  .map(({ path, name, value }) => `    ${casePattern(path, name)}) ${action(value)}; return ;;`)
  .join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case $at in
${commands.map(({ path, options }) => `      '${path}') _ehba_words '${[...names(options), ...names(globalOptions)].join(' ')}' ;;`).join('\n')}
    esac
    return
  fi
  case $at in
${commands.map(({ path, verbs, argument }) => `    '${path}') ${verbs.length > 0 ? words(verbs.map(({ name }) => name)) : action(argument)} ;;`).join('\n')}
  esac
}

_ehba_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_ehba_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_ehba_folders() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -d -- "$cur")
}

_ehba_reader() {
  compopt -o nospace 2>/dev/null
  _ehba_words sim:
}

complete -F _ehba ehba
`
}

function action(hint: ValueHint | undefined): string {
  switch (hint?.kind) {
    case 'words':
      return words(hint.words)
    case 'files':
      return '_ehba_files'
    case 'folders':
      return '_ehba_folders'
    case 'reader':
      return '_ehba_reader'
    case 'unknown':
    case undefined:
      return ':'
  }
}

function words(list: readonly string[]): string {
  return `_ehba_words '${list.join(' ')}'`
}
