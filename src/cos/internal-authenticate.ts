import { defineCommand, type CardCommand } from './card-command.js'
import { privateKeyRefusals, type PrivateKeyRefusal } from './private-key-refusals.js'

/** The card's answer to a challenge; `wrongToken`: the token names this very card as the verifier (6A80). */
export type InternalAuthenticateResult =
  | { readonly kind: 'response'; readonly response: Uint8Array }
  | { readonly kind: 'wrongToken' }
  | { readonly kind: PrivateKeyRefusal }

/**
 * INTERNAL AUTHENTICATE `00 88 00 00 token Le` (gemSpec_COS 14.7.4).
 *
 * @param token - elcRoleAuthentication: 16 random bytes and the verifier's 8-byte ICCSN; rsaClientAuthentication: up to 64
 *   bytes that are signed
 */
export function internalAuthenticate(token: Uint8Array): CardCommand<InternalAuthenticateResult> {
  return defineCommand({
    name: 'INTERNAL AUTHENTICATE',
    spec: 'gemSpec_COS 14.7.4',
    ins: 0x88,
    p1: 0x00,
    p2: 0x00,
    data: token,
    le: 'any',
    outcomes: { '9000': 'response', '6A80': 'wrongToken', ...privateKeyRefusals },
    decode: ({ outcome, data }): InternalAuthenticateResult =>
      outcome === 'response' ? { kind: outcome, response: data } : { kind: outcome },
  })
}
