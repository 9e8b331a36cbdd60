import { basename, dirname, join, relative, resolve, sep } from 'node:path'

/**
 * Where the signatures go: `<folder>/<base name><suffix>`. Inputs whose base names are equal keep their path below the
 * folder that all inputs have in common, so no two outputs are the same.
 *
 * @param inputs - paths of different files
 */
export function nameOutputs(inputs: readonly string[], folder: string, suffix: string): string[] {
  const counts = new Map<string, number>()
  for (const input of inputs) counts.set(nameKey(input), (counts.get(nameKey(input)) ?? 0) + 1)
  const common = commonFolder(inputs)
  return inputs.map((input) => {
    const unique = counts.get(nameKey(input)) === 1
    return join(folder, `${unique ? basename(input) : relative(common, resolve(input))}${suffix}`)
  })
}

/** Deepest folder that holds all of `paths`. */
export function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(resolve(path)).split(sep))
  const differs = first.findIndex((part, i) => others.some((other) => other[i] !== part))
  return (differs < 0 ? first : first.slice(0, differs)).join(sep) || sep
}

/** Names that differ in case or in their Unicode form only are one name on some file systems. */
export function nameKey(path: string): string {
  return basename(path).normalize('NFC').toLowerCase()
}
