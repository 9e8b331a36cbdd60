/** Languages of the texts. */
export type Language = 'de' | 'en'

/**
 * The language of a run: `--lang`, else what the configuration says, else the locale of the system, else English. The
 * option is looked up before the arguments are parsed, because their errors are told in it.
 *
 * @param configured - `EHBA_LANG` or the configuration file
 */
export function chooseLanguage(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  configured?: Language,
): Language {
  return languageOption(argv) ?? configured ?? localeLanguage(env)
}

function languageOption(argv: readonly string[]): Language | undefined {
  const at = argv.lastIndexOf('--lang')
  const value = at >= 0 ? argv[at + 1] : argv.findLast((word) => word.startsWith('--lang='))?.slice('--lang='.length)
  return value === 'de' || value === 'en' ? value : undefined
}

/** POSIX: the first of these that is set decides, also where it says `C`. */
function localeLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return locale?.toLowerCase().startsWith('de') ? 'de' : 'en'
}
