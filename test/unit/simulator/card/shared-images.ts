import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../../../../shared/cards')

/** gematik's test-card images beside the project, by a short name; empty where they are not at hand. */
export const sharedImages: readonly { readonly name: string; readonly path: string; readonly bytes: Uint8Array }[] =
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('_gema5.xml'))
        .map((file) => ({ name: file, path: join(folder, file), bytes: readFileSync(join(folder, file)) }))
    : []

/** For `describe.skipIf`, with the reason in the title. */
export const withoutSharedImages = sharedImages.length === 0

/** The image whose file name begins like that. */
export function sharedImage(prefix: string): Uint8Array {
  const found = sharedImages.find(({ name }) => name.startsWith(prefix))
  if (!found) throw new Error(`no image ${prefix}`)
  return found.bytes
}
