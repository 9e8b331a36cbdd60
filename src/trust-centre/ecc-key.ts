import { createECDH, createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto'
import { toBigInt } from '../bytes/big-endian.js'
import { bitString, context, integer, objectIdentifier, octetString, sequence } from '../bytes/der-writer.js'
import { SecretBytes } from '../bytes/secret-bytes.js'
import { ellipticCurves, type CurveName, type EllipticCurve } from '../certificates/elliptic-curves.js'
import type { RandomSource } from './random-source.js'

/** An elliptic-curve key pair, with the raw parts that a card image and a raw signature need. */
export interface EccKey {
  readonly algorithm: 'ecc'
  readonly curve: EllipticCurve
  /** Private scalar d, big-endian, as long as the curve's order. */
  readonly scalar: SecretBytes
  /** Public point, uncompressed: `04 ‖ x ‖ y`. */
  readonly point: Uint8Array
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** Makes a key pair whose scalar is drawn evenly from [1, n-1] (FIPS 186-5 A.2.2: draw again when out of range). */
export function generateEccKey(random: RandomSource = randomBytes, curveName: CurveName = 'brainpoolP256r1'): EccKey {
  const curve = curveNamed(curveName)
  for (;;) {
    const scalar = random(curve.orderLengthBytes)
    const value = toBigInt(scalar)
    if (value > 0n && value < curve.order) return keyFromScalar(scalar, curve)
  }
}

function curveNamed(name: CurveName): EllipticCurve {
  const curve = ellipticCurves.find((candidate) => candidate.name === name)
  if (!curve) throw new RangeError(`unknown curve ${name}`)
  return curve
}

function keyFromScalar(scalar: Uint8Array, curve: EllipticCurve): EccKey {
  const ecdh = createECDH(curve.cryptoName)
  ecdh.setPrivateKey(scalar)
  const point = Uint8Array.from(ecdh.getPublicKey())
  // RFC 5915 §3. A JWK would be shorter, but node:crypto knows none for brainpool curves.
  const encoded = sequence(
    integer(1),
    octetString(scalar),
    context(0, objectIdentifier(curve.oid)),
    context(1, bitString(point)),
  )
  const privateKey = createPrivateKey({ key: Buffer.from(encoded), format: 'der', type: 'sec1' })
  encoded.fill(0)
  return {
    algorithm: 'ecc',
    curve,
    scalar: SecretBytes.take(scalar),
    point,
    privateKey,
    publicKey: createPublicKey(privateKey),
  }
}
