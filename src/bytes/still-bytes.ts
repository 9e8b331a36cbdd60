/*
 * V8 keeps arrays of up to 64 bytes among its own objects and moves them about; what it leaves behind nobody can overwrite.
 * With a buffer of its own an array stays where it is. Buffer.alloc and Uint8Array.from give none.
 */

/** Zeros, in memory that is never moved: for secrets, which are overwritten after use. */
export function stillBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length))
}

/** A copy in memory that is never moved. */
export function stillCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = stillBytes(bytes.length)
  copy.set(bytes)
  return copy
}
