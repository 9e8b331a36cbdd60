/** Curves whose signatures can be checked. The cards use brainpoolP256r1; the others occur above and beside them. */
export type CurveName =
  'brainpoolP256r1' | 'brainpoolP384r1' | 'brainpoolP512r1' | 'secp256r1' | 'secp384r1' | 'secp521r1'

/** What a signature needs to know of a curve. */
export interface EllipticCurve {
  readonly name: CurveName
  readonly oid: string
  /** The name that node:crypto gives it. */
  readonly cryptoName: string
  /** Order n of the base point: r and s lie in [1, n-1]. */
  readonly order: bigint
  /** Length of n, and so of r and of s, in bytes. */
  readonly orderLengthBytes: number
}

/** RFC 5639 §3 (brainpool) and RFC 5480 §2.1.1.1 with SEC 2 (secp). */
export const ellipticCurves: readonly EllipticCurve[] = [
  {
    name: 'brainpoolP256r1',
    oid: '1.3.36.3.3.2.8.1.1.7',
    cryptoName: 'brainpoolP256r1',
    order: 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n,
    orderLengthBytes: 32,
  },
  {
    name: 'brainpoolP384r1',
    oid: '1.3.36.3.3.2.8.1.1.11',
    cryptoName: 'brainpoolP384r1',
    order: 0x8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565n,
    orderLengthBytes: 48,
  },
  {
    name: 'brainpoolP512r1',
    oid: '1.3.36.3.3.2.8.1.1.13',
    cryptoName: 'brainpoolP512r1',
    // prettier-ignore
    order: 0xaadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069n,
    orderLengthBytes: 64,
  },
  {
    name: 'secp256r1',
    oid: '1.2.840.10045.3.1.7',
    cryptoName: 'prime256v1',
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    orderLengthBytes: 32,
  },
  {
    name: 'secp384r1',
    oid: '1.3.132.0.34',
    cryptoName: 'secp384r1',
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    orderLengthBytes: 48,
  },
  {
    name: 'secp521r1',
    oid: '1.3.132.0.35',
    cryptoName: 'secp521r1',
    // prettier-ignore
    order: 0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
    orderLengthBytes: 66,
  },
]
