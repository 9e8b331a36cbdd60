/** Lines of a secrets stream by name; several values of one name are several lines. */
export type Secrets = Readonly<Record<string, string | readonly string[]>>
