/**
 * As much of saxes 6.0.0 as is used here: its own declarations do not compile under exactOptionalPropertyTypes, and
 * `skipLibCheck` would hide the faults of every other library too. `paths` in tsconfig.json puts this in their place.
 */
export interface SaxesTag {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Name without prefix; with `xmlns` alone. */
  readonly local: string
}

export class SaxesParser {
  constructor(options?: { readonly position?: boolean; readonly xmlns?: boolean })
  readonly line: number
  readonly column: number
  on(event: 'error', handler: (fault: Error) => void): void
  on(event: 'doctype' | 'text' | 'cdata', handler: (text: string) => void): void
  on(event: 'opentagstart' | 'closetag', handler: () => void): void
  on(event: 'opentag', handler: (tag: SaxesTag) => void): void
  write(text: string): this
  close(): void
}
