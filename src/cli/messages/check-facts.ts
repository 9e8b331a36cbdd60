import type { ErrorData } from '../../errors/health-card-error.js'
import { factOf, said } from './error-text.js'
import { letterName } from './letter-names.js'

/** The card that a finding is about; its words are the same in every language. */
export function cardOf(data: ErrorData): string {
  const kind = factOf(data, 'kind')
  const name = kind === 'smcb' ? 'SMC-B' : kind === 'egk' ? 'eGK' : 'HBA'
  return `${name} ${said(data, 'generation')}, ${said(data, 'iccsn')},`
}

/** The PIN that a finding is about, by the name that the letter gives it. */
export function pinOf(data: ErrorData): string {
  return letterName(factOf(data, 'pin') ?? 'PIN')
}

/** How many files and folders others can open. */
export function openPaths({ openToOthers }: ErrorData): number {
  return Array.isArray(openToOthers) ? openToOthers.length : 0
}
