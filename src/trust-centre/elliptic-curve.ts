/** What the key and signature code needs to know of a curve. */
export interface EllipticCurve {
  /** Name by which node:crypto knows it. */
  readonly name: string
  readonly oid: string
  /** Order n of the base point. */
  readonly order: bigint
  /** Length of a coordinate and of n in bytes. */
  readonly lengthBytes: number
}

/** The curve of every E256 object of a generation 2 card (RFC 5639 §3.4). */
export const brainpoolP256r1: EllipticCurve = {
  name: 'brainpoolP256r1',
  oid: '1.3.36.3.3.2.8.1.1.7',
  order: 0xa9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7n,
  lengthBytes: 32,
}
