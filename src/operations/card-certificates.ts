import type { CardSession } from '../card/card-session.js'
import { readFile } from '../card/file-reading.js'
import type { KeyEntry } from '../card/object-system.js'
import type { Certificate } from '../certificates/certificate.js'
import { parseCertificate } from '../certificates/parse-certificate.js'
import { isHealthCardError } from '../errors/health-card-error.js'

/** What stands in the file of a certificate. */
export type CardCertificate =
  | { readonly state: 'present'; readonly certificate: Certificate }
  | { readonly state: 'empty' | 'missing' | 'refused' | 'malformed' }

/** Reads the certificate in the file of that name. */
export async function readCardCertificate(session: CardSession, file: string): Promise<CardCertificate> {
  const content = await readFile(session, file)
  if (content.kind !== 'content') return { state: content.kind }
  try {
    return { state: 'present', certificate: parseCertificate(content.bytes) }
  } catch (error) {
    if (isHealthCardError(error, 'HC_CERT_MALFORMED')) return { state: 'malformed' }
    throw error
  }
}

/** A key of the card's profile with its name. */
export interface NamedKey extends KeyEntry {
  readonly name: string
}

/** The keys of the card's profile, folder by folder, so that no folder is selected twice. */
export function keysOf(session: CardSession): NamedKey[] {
  const keys: Readonly<Record<string, KeyEntry>> = session.profile.keys
  const folders = Object.keys(session.profile.folders)
  return Object.entries(keys)
    .map(([name, key]) => ({ name, ...key }))
    .sort((a, b) => folders.indexOf(a.folder) - folders.indexOf(b.folder))
}
