import { concat } from '../bytes/concat.js'
import { objectIdentifier } from '../bytes/der-writer.js'
import { encodeTlv } from '../bytes/tlv.js'
import { defineCommand, type CardCommand } from './card-command.js'
import { privateKeyRefusals, type PrivateKeyRefusal } from './private-key-refusals.js'

/** The plain text, or why there is none; `wrongCiphertext` covers curve, point, MAC and padding (6A80). */
export type DecipherResult =
  | { readonly kind: 'plaintext'; readonly plaintext: Uint8Array }
  | { readonly kind: 'wrongCiphertext' }
  | { readonly kind: PrivateKeyRefusal }

/** What the sender of an ELC message made (ECIES of gemSpec_COS N004.500, N091.650). */
export interface ElcCiphertext {
  /** Dotted OID of the curve, the key's own. */
  readonly curve: string
  /** Ephemeral public point, `04‖x‖y`, coordinates padded to the field size. */
  readonly ephemeralPoint: Uint8Array
  readonly ciphertext: Uint8Array
  /** The first 8 bytes of the AES-CMAC over the padded cipher text. */
  readonly mac: Uint8Array
}

/**
 * PSO DECIPHER of an RSA block, `00 2A 80 86` with `00‖C` (gemSpec_COS 14.8.3). Only exists with extended lengths: the
 * block alone has 257 bytes.
 */
export function psoDecipherRsa(ciphertext: Uint8Array): CardCommand<DecipherResult> {
  return decipher(concat(Uint8Array.of(0x00), ciphertext), true)
}

/** PSO DECIPHER of an ELC message, `00 2A 80 86` with the container `A6` (gemSpec_COS 14.8.3). */
export function psoDecipherElc({ curve, ephemeralPoint, ciphertext, mac }: ElcCiphertext): CardCommand<DecipherResult> {
  const container = encodeTlv(
    0xa6,
    objectIdentifier(curve),
    encodeTlv(0x7f49, encodeTlv(0x86, ephemeralPoint)),
    encodeTlv(0x86, Uint8Array.of(0x02), ciphertext),
    encodeTlv(0x8e, mac),
  )
  return decipher(container, false)
}

function decipher(data: Uint8Array, extended: boolean): CardCommand<DecipherResult> {
  return defineCommand({
    name: 'PSO DECIPHER',
    spec: 'gemSpec_COS 14.8.3',
    secret: 'response',
    ins: 0x2a,
    p1: 0x80,
    p2: 0x86,
    data,
    le: 'any',
    extended,
    outcomes: { '9000': 'plaintext', '6A80': 'wrongCiphertext', ...privateKeyRefusals },
    decode: ({ outcome, data: plaintext }): DecipherResult =>
      outcome === 'plaintext' ? { kind: outcome, plaintext } : { kind: outcome },
  })
}
