import { defineCommand, type CardCommand } from './card-command.js'
import { privateKeyRefusals, type PrivateKeyRefusal } from './private-key-refusals.js'

/** The signature (ECDSA: r‖s, plain; RSA: one block), or why the card made none. */
export type ComputeDigitalSignatureResult =
  { readonly kind: 'signature'; readonly signature: Uint8Array } | { readonly kind: PrivateKeyRefusal }

/**
 * PSO COMPUTE DIGITAL SIGNATURE `00 2A 9E 9A Lc input Le` (gemSpec_COS 14.8.2). Uses up one of the signatures that a PIN
 * entry allows, also where it fails after the access rule (N022.200).
 *
 * @param input - signECDSA: the hash of exactly the curve's size; signPSS: the hash; signPKCS1_V1_5: the whole DigestInfo
 */
export function psoComputeDigitalSignature(input: Uint8Array): CardCommand<ComputeDigitalSignatureResult> {
  return defineCommand({
    name: 'PSO COMPUTE DIGITAL SIGNATURE',
    spec: 'gemSpec_COS 14.8.2',
    ins: 0x2a,
    p1: 0x9e,
    p2: 0x9a,
    data: input,
    // Without Le one STARCOS 3.7 card answers 6700 (card-facts §6); 00 is enough for RSA-2048 (256 bytes).
    le: 'any',
    outcomes: { '9000': 'signature', ...privateKeyRefusals },
    decode: ({ outcome, data }): ComputeDigitalSignatureResult =>
      outcome === 'signature' ? { kind: outcome, signature: data } : { kind: outcome },
  })
}
