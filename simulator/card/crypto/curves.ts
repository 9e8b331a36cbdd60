import type { CurveName } from '../image/object-system.js'

/** What the card needs to know of an elliptic curve; point arithmetic is node:crypto's. */
export interface Curve {
  /** The name that node:crypto (OpenSSL) uses. */
  readonly opensslName: string
  /** Object identifier, content bytes in hex (gemSpec_COS CosT_a91). */
  readonly oid: string
  /** Order of the base point. */
  readonly order: bigint
  /** Length of a coordinate, of the order and of a hash for it, in bytes. */
  readonly bytes: number
  /** Hash of this length. */
  readonly hash: 'sha256' | 'sha384' | 'sha512'
}

/** The curves of gemSpec_COS N002.500 (RFC 5639 §3, SEC 2 §2). */
export const curves: Readonly<Record<CurveName, Curve>> = {
  ansix9p256r1: {
    opensslName: 'prime256v1',
    oid: '2a8648ce3d030107',
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    bytes: 32,
    hash: 'sha256',
  },
  ansix9p384r1: {
    opensslName: 'secp384r1',
    oid: '2b81040022',
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    bytes: 48,
    hash: 'sha384',
  },
  brainpoolP256r1: {
    opensslName: 'brainpoolP256r1',
    oid: '2b2403030208010107',
    order: 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n,
    bytes: 32,
    hash: 'sha256',
  },
  brainpoolP384r1: {
    opensslName: 'brainpoolP384r1',
    oid: '2b240303020801010b',
    order: 0x8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565n,
    bytes: 48,
    hash: 'sha384',
  },
  brainpoolP512r1: {
    opensslName: 'brainpoolP512r1',
    oid: '2b240303020801010d',
    order:
      0xaadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069n,
    bytes: 64,
    hash: 'sha512',
  },
}
