import { DER, type DerNode } from '../bytes/der-reader.js'
import { context, integer, nullValue, objectIdentifier, sequence } from '../bytes/der-writer.js'
import { OID } from './object-identifiers.js'

/** Digests that are accepted. SHA-1 and what is older than it are not. */
export type HashName = 'sha256' | 'sha384' | 'sha512'

/** How a signature is made, as far as it is not a matter of the key. */
export type SignatureAlgorithm =
  | { readonly scheme: 'ecdsa' | 'rsa-pkcs1'; readonly hash: HashName }
  | { readonly scheme: 'rsa-pss'; readonly hash: HashName; readonly saltLengthBytes: number }

/** What the cards can do: the algorithms that this product signs with. */
export type SignatureMechanism = 'ecdsa-sha256' | 'rsa-pss-sha256' | 'rsa-pkcs1-sha256'

/** Mechanism → algorithm. The card's PSS salt is as long as the hash (gemSpec_COS N003.500). */
export const signatureMechanisms: Readonly<Record<SignatureMechanism, SignatureAlgorithm>> = {
  'ecdsa-sha256': { scheme: 'ecdsa', hash: 'sha256' },
  'rsa-pss-sha256': { scheme: 'rsa-pss', hash: 'sha256', saltLengthBytes: 32 },
  'rsa-pkcs1-sha256': { scheme: 'rsa-pkcs1', hash: 'sha256' },
}

const hashNames: ReadonlyMap<string, HashName> = new Map([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
])

const plainAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  [OID.ecdsaWithSha256, { scheme: 'ecdsa', hash: 'sha256' }],
  [OID.ecdsaWithSha384, { scheme: 'ecdsa', hash: 'sha384' }],
  [OID.ecdsaWithSha512, { scheme: 'ecdsa', hash: 'sha512' }],
  [OID.sha256WithRsaEncryption, { scheme: 'rsa-pkcs1', hash: 'sha256' }],
  [OID.sha384WithRsaEncryption, { scheme: 'rsa-pkcs1', hash: 'sha384' }],
  [OID.sha512WithRsaEncryption, { scheme: 'rsa-pkcs1', hash: 'sha512' }],
])

/**
 * Reads the AlgorithmIdentifier of a digest (RFC 5754 §2): parameters absent or NULL.
 *
 * @returns undefined for a digest that is not accepted
 * @throws DecodeError on an AlgorithmIdentifier out of form.
 */
export function readHashAlgorithm(node: DerNode): HashName | undefined {
  const fields = node.fields(DER.sequence, 'digest algorithm')
  const hash = hashNames.get(fields.take().asObjectIdentifier())
  if (!hash) return undefined
  fields.takeOptional(DER.null)
  fields.end()
  return hash
}

/**
 * Reads the AlgorithmIdentifier of a signature.
 *
 * @param digestAlgorithm - the digest named beside it, for CMS signatures that say only `rsaEncryption` (RFC 3370 §3.2)
 * @returns undefined for an algorithm that is not accepted
 * @throws DecodeError on an AlgorithmIdentifier out of form.
 */
export function readSignatureAlgorithm(node: DerNode, digestAlgorithm?: HashName): SignatureAlgorithm | undefined {
  const fields = node.fields(DER.sequence, 'signature algorithm')
  const oid = fields.take().asObjectIdentifier()
  if (oid === OID.rsassaPss) {
    const parameters = fields.take(DER.sequence)
    fields.end()
    return readPssParameters(parameters)
  }
  const algorithm = oid === OID.rsaEncryption ? pkcs1With(digestAlgorithm) : plainAlgorithms.get(oid)
  if (!algorithm) return undefined
  if (algorithm.scheme === 'rsa-pkcs1') fields.takeOptional(DER.null)
  fields.end()
  return algorithm
}

/** The AlgorithmIdentifier of SHA-256 as CMS wants it: without parameters (RFC 5754 §2). */
export function encodeSha256(): Uint8Array {
  return sequence(objectIdentifier(OID.sha256))
}

/** The AlgorithmIdentifier of a mechanism (RFC 5758 §3.2, RFC 4055 §3.1 and §5). */
export function encodeSignatureMechanism(mechanism: SignatureMechanism): Uint8Array {
  switch (mechanism) {
    case 'ecdsa-sha256':
      return sequence(objectIdentifier(OID.ecdsaWithSha256))
    case 'rsa-pkcs1-sha256':
      return sequence(objectIdentifier(OID.sha256WithRsaEncryption), nullValue())
    case 'rsa-pss-sha256': {
      const sha256 = sequence(objectIdentifier(OID.sha256), nullValue())
      return sequence(
        objectIdentifier(OID.rsassaPss),
        sequence(context(0, sha256), context(1, sequence(objectIdentifier(OID.mgf1), sha256)), context(2, integer(32))),
      )
    }
  }
}

function pkcs1With(hash: HashName | undefined): SignatureAlgorithm | undefined {
  return hash && { scheme: 'rsa-pkcs1', hash }
}

/**
 * RSASSA-PSS-params (RFC 4055 §3.1). The defaults mean SHA-1 and are not accepted, nor is a mask generation with another
 * digest than the message's.
 */
function readPssParameters(parameters: DerNode): SignatureAlgorithm | undefined {
  const fields = parameters.fields(DER.sequence, 'PSS parameters')
  const hashNode = fields.takeOptional(0xa0)?.only()
  const maskNode = fields.takeOptional(0xa1)?.only()
  const saltLength = fields.takeOptional(0xa2)?.only().asInteger() ?? 20n
  const trailer = fields.takeOptional(0xa3)?.only().asInteger() ?? 1n
  fields.end()

  const hash = hashNode && readHashAlgorithm(hashNode)
  const maskHash = maskNode && readMaskHash(maskNode)
  if (!hash || maskHash !== hash || trailer !== 1n || saltLength > 512n) return undefined
  return { scheme: 'rsa-pss', hash, saltLengthBytes: Number(saltLength) }
}

function readMaskHash(node: DerNode): HashName | undefined {
  const fields = node.fields(DER.sequence, 'mask generation')
  if (fields.take().asObjectIdentifier() !== OID.mgf1) return undefined
  const hash = readHashAlgorithm(fields.take())
  fields.end()
  return hash
}
