import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import { curves } from '../crypto/curves.js'
import { signHash } from '../crypto/ecdsa.js'
import { signPkcs1, signPss } from '../crypto/rsa.js'
import type { AlgorithmName, PrivateElcKey, PrivateKey, PrivateRsaKey } from '../image/object-system.js'
import { selectedKey } from './selected-key.js'

/** Longest input of RSASSA-PSS (gemSpec_COS N086.200b, N087.300d). */
const LONGEST_PSS_INPUT = 64
/** Share of the modulus that a DigestInfo must stay below (gemSpec_COS N087.300c). */
const PKCS1_SHARE = 0.4

/** PSO COMPUTE DIGITAL SIGNATURE without message recovery (gemSpec_COS §14.8.2): signs a hash. */
export function computeDigitalSignature(context: CommandContext): Answer {
  context.expectCase(4)
  const { key, algorithm } = selectedKey(context, 'signatureCreation')
  return answer(sign(context, key, algorithm, context.data))
}

/**
 * Checks lengths and access rule, signs, and counts the signature. Lengths come first: a command that can have no
 * signature must not use up a PIN entry. A signature that Le would cut off is refused too; COS demands a wildcard there
 * (N087.400) and says nothing of other values.
 */
export function sign(
  context: CommandContext,
  key: PrivateKey,
  algorithm: AlgorithmName,
  input: Uint8Array,
): Uint8Array {
  const { memory } = context.card
  if (context.wantedBytes < signatureBytes(key)) refuse(MALFORMED.length)
  const make =
    key.kind === 'privateElc' ? ecSigner(context, key, algorithm, input) : rsaSigner(context, key, algorithm, input)
  context.requireAccess(key)
  const signature = make()
  memory.commit([{ path: key.path, signatures: memory.signatures(key) + 1 }], 'buffered')
  return signature
}

type Signer = () => Uint8Array

function ecSigner(context: CommandContext, key: PrivateElcKey, algorithm: AlgorithmName, hash: Uint8Array): Signer {
  const { keys, nonces } = context.card
  if (algorithm !== 'signECDSA' && algorithm !== 'elcRoleAuthentication') return refuse(SW.unsupportedFunction)
  if (hash.length !== curves[key.curve].bytes) refuse(MALFORMED.length)
  return () => {
    const { curve, privateValue } = keys.elc(key) ?? refuse(SW.keyInvalid)
    return signHash(curve, privateValue, hash, nonces)
  }
}

function rsaSigner(context: CommandContext, key: PrivateRsaKey, algorithm: AlgorithmName, input: Uint8Array): Signer {
  const { keys, random } = context.card
  switch (algorithm) {
    case 'signPSS':
    case 'rsaClientAuthentication':
      if (input.length > LONGEST_PSS_INPUT) refuse(MALFORMED.length)
      return () => signPss(keys.rsa(key) ?? refuse(SW.keyInvalid), key.modulusBytes, input, random)
    case 'signPKCS1_V1_5':
      if (input.length >= PKCS1_SHARE * key.modulusBytes) refuse(MALFORMED.length)
      return () => signPkcs1(keys.rsa(key) ?? refuse(SW.keyInvalid), input)
    default:
      return refuse(SW.unsupportedFunction)
  }
}

function signatureBytes(key: PrivateKey): number {
  return key.kind === 'privateElc' ? 2 * curves[key.curve].bytes : key.modulusBytes
}
