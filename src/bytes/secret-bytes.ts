import { equalBytes } from './equal.js'

/**
 * Bytes that must not be shown: a PIN, a PUK, a PIN block. Printing, logging or serialising one gives its length only.
 *
 * The garbage collector may have copied the bytes before {@link SecretBytes.dispose} overwrites them, so this shortens
 * lifetimes and keeps secrets out of texts; it does not promise erasure (ADR 0005).
 */
export class SecretBytes implements Disposable {
  #bytes: Uint8Array

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Takes ownership of `bytes`: the caller must not use the array any more; it is overwritten on dispose. */
  static take(bytes: Uint8Array): SecretBytes {
    return new SecretBytes(bytes)
  }

  /** Length in bytes; 0 after dispose. */
  get length(): number {
    return this.#bytes.length
  }

  /** Lends the bytes for the time of one call; `read` must neither keep nor change them. */
  use<T>(read: (bytes: Uint8Array) => T): T {
    return read(this.#bytes)
  }

  equals(other: SecretBytes): boolean {
    return equalBytes(this.#bytes, other.#bytes)
  }

  dispose(): void {
    this.#bytes.fill(0)
    this.#bytes = new Uint8Array(0)
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  toString(): string {
    return `[secret, ${this.#bytes.length} bytes]`
  }

  toJSON(): string {
    return this.toString()
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
