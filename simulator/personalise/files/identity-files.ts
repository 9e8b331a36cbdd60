import { concat } from '../../../src/bytes/concat.js'
import { integer, objectIdentifier, sequence, setOf } from '../../../src/bytes/der-writer.js'
import { fromHex } from '../../../src/bytes/hex.js'
import { encodeTlv } from '../../../src/bytes/tlv.js'

/** Product type of an object system: its name of at most 13 characters and its version, three numbers. */
export interface ProductType {
  readonly name: string
  readonly version: readonly [number, number, number]
}

/** EF.GDO: the card's number. @param iccsn - 20 digits */
export function gdoBody(iccsn: string): Uint8Array {
  return encodeTlv(0x5a, fromHex(iccsn))
}

/**
 * EF.Version2 (gemSpec_Karten_Fach_TIP_G2.1): `EF` around the versions of the fill rules (C0), the object system (C1,
 * repeated with the product's name in C2), EF.GDO (C4) and EF.ATR (C5).
 */
export function version2Body(product: ProductType): Uint8Array {
  return encodeTlv(
    0xef,
    encodeTlv(0xc0, Uint8Array.of(2, 0, 0)),
    encodeTlv(0xc1, Uint8Array.from(product.version)),
    encodeTlv(0xc2, productBytes(product)),
    encodeTlv(0xc4, Uint8Array.of(1, 0, 0)),
    encodeTlv(0xc5, Uint8Array.of(2, 0, 0)),
  )
}

/**
 * EF.ATR: buffer sizes, card service data, and the makers of chip (D2), operating system (D3), object system (D4) and
 * card (D6), with room for the personaliser's data (CF).
 */
export function atrBody(objectSystem: ProductType): Uint8Array {
  const simulator = (name: string): Uint8Array => productBytes({ name: `DEehb${name}`, version: [1, 0, 0] })
  return concat(
    // Largest command and response, plain and under secure messaging: the least a COS with logical channels must have
    // (gemSpec_COS N029.890).
    encodeTlv(0xe0, integer(1033), integer(32770), integer(1033), integer(1033)),
    // Historical bytes: category 80, pre-issuing data (tag 6), card capabilities (tag 7).
    encodeTlv(0x5f52, fromHex('80 66 054445656862 73 9621f3')),
    encodeTlv(0xd0, Uint8Array.of(4, 3, 0)),
    encodeTlv(0xd2, simulator('_NONE')),
    encodeTlv(0xd3, simulator('COS_SIM')),
    encodeTlv(0xd4, productBytes(objectSystem)),
    encodeTlv(0xd6, simulator('_NONE')),
    encodeTlv(0xcf, new Uint8Array(21)),
  )
}

/**
 * EF.CardAccess: SecurityInfos with one PACEInfo (BSI TR-03110-3 A.1.1.1): id-PACE-ECDH-GM-AES-CBC-CMAC-128, version 2,
 * domain parameters 13, which is brainpoolP256r1.
 */
export function cardAccessBody(): Uint8Array {
  return setOf(sequence(objectIdentifier('0.4.0.127.0.7.2.2.4.2.2'), integer(2), integer(13)))
}

/** 13 characters, filled up with spaces, and three bytes of version. */
function productBytes({ name, version }: ProductType): Uint8Array {
  if (name.length > 13) throw new RangeError(`product name ${name} is longer than 13 characters`)
  return concat(Buffer.from(name.padEnd(13), 'latin1'), Uint8Array.from(version))
}
