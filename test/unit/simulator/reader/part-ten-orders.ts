import { concat } from '../../../../src/bytes/concat.js'
import { fromHex } from '../../../../src/bytes/hex.js'

/** IOCTLs of a simulated PIN pad. */
export const control = {
  features: 0x42000d48,
  verify: 0x42000bbe,
  modify: 0x42000bbf,
  properties: 0x42000bc2,
  tlv: 0x42000bca,
}

const EMPTY_BLOCK = '20ffffffffffffff'

/** A PIN_VERIFY for six to eight digits of PIN.QES, as a careful host writes it. */
export function verifyOrder(
  changes: Readonly<Record<number, number>> = {},
  command = `0020008108${EMPTY_BLOCK}`,
): Uint8Array {
  return changed(concat(fromHex('1e1e41480408060201070400000000'), lengthOf(command), fromHex(command)), changes)
}

/** A PIN_MODIFY from an old value of five digits and more to a new one, entered twice. */
export function modifyOrder(
  changes: Readonly<Record<number, number>> = {},
  command = `0024008110${EMPTY_BLOCK}${EMPTY_BLOCK}`,
): Uint8Array {
  return changed(
    concat(fromHex('1e1e4148040008080503020307040001020000 00'), lengthOf(command), fromHex(command)),
    changes,
  )
}

function lengthOf(command: string): Uint8Array {
  return Uint8Array.of(command.length / 2, 0, 0, 0)
}

function changed(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  for (const [offset, value] of Object.entries(changes)) bytes[Number(offset)] = value
  return bytes
}
