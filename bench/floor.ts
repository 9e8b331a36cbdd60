import { createHash, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { costOf } from './cost.js'

/** Bytes under a signature of CAdES: about as long as signed attributes are. */
const SIGNED_BYTES = 300

/**
 * The work that no program can save for one signed document: its SHA-256, and one check of an ECDSA signature on
 * brainpoolP256r1, both by the OpenSSL of this very Node.
 *
 * @returns measures the CPU time per document in ms
 */
export function floorOf(documentBytes: number, documents: number): () => Promise<number> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })
  const [document, signed] = [randomBytes(documentBytes), randomBytes(SIGNED_BYTES)]
  const signature = sign('sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const one = (): void => {
    createHash('sha256').update(document).digest()
    if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) throw new Error('wrong')
  }
  return async () => {
    const { cpuMs } = await costOf(() => {
      for (let i = 0; i < documents; i++) one()
      return Promise.resolve()
    })
    return cpuMs / documents
  }
}
