import { DecodeError } from './decode-error.js'

/** What `decode` reads; undefined where the bytes do not follow their format. @throws whatever else `decode` throws */
export function unlessMalformed<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
