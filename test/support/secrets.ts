/** Lines of a secrets stream by name; several values of one name are several lines. */
export type Secrets = Readonly<Record<string, string | readonly string[]>>

/** The lines as a secrets file has them. */
export function secretLines(secrets: Secrets): string {
  return Object.entries(secrets)
    .flatMap(([name, values]) => [values].flat().map((value) => `${name}=${value}\n`))
    .join('')
}
