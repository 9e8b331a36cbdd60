import { createCipheriv } from 'node:crypto'

const BLOCK = 16
/** Reduction constant of the field for 128-bit blocks (NIST SP 800-38B §5.3). */
const RB = 0x87

/** AES-CMAC (NIST SP 800-38B §6.2), 16 bytes, with a key of 16, 24 or 32 bytes. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const k1 = double(encryptBlock(key, new Uint8Array(BLOCK)))
  const lastLength = message.length === 0 ? 0 : ((message.length - 1) % BLOCK) + 1
  const start = message.length - lastLength
  const last = new Uint8Array(BLOCK)
  last.set(message.subarray(start))
  if (lastLength < BLOCK) last[lastLength] = 0x80
  const subkey = lastLength === BLOCK ? k1 : double(k1)
  const cipher = createCipheriv(`aes-${8 * key.length}-cbc`, key, new Uint8Array(BLOCK)).setAutoPadding(false)
  cipher.update(message.subarray(0, start))
  return cipher.update(last.map((byte, i) => byte ^ (subkey[i] ?? 0)))
}

/** One block through AES. */
export function encryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  return createCipheriv(`aes-${8 * key.length}-ecb`, key, null)
    .setAutoPadding(false)
    .update(block)
}

function double(block: Uint8Array): Uint8Array {
  const doubled = block.map((byte, i) => ((byte << 1) | ((block[i + 1] ?? 0) >> 7)) & 0xff)
  if (((block[0] ?? 0) & 0x80) !== 0) doubled[BLOCK - 1] = (doubled[BLOCK - 1] ?? 0) ^ RB
  return doubled
}
