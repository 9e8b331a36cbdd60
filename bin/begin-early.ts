import { isTokenReader, parseReaderAddress } from '../src/pkcs11/reader-address.js'
import { beginTokenModule } from '../src/pkcs11/module-process.js'

/** Starts the process of the PKCS#11 module whose file a reader of the command line names. */
export function beginEarly(reader: string): void {
  try {
    const { module } = isTokenReader(reader) ? parseReaderAddress(reader) : {}
    if (module?.startsWith('/')) beginTokenModule(module)
  } catch {
    // Told where the reader is used.
  }
}
