import { SecretBytes } from '../../src/bytes/secret-bytes.js'
import { HealthCardError } from '../../src/errors/health-card-error.js'
import type { PinSource, SecretRequest } from '../../src/pin/pin-source.js'

/** A person or stream that gives prepared secrets in order, and remembers what it was asked. */
export class ScriptedPins implements PinSource {
  readonly requests: SecretRequest[] = []
  readonly refusals: SecretRequest[] = []
  readonly #lines: Map<string, string[]>
  readonly #patience: number

  /**
   * @param lines - `PIN.QES` or `PIN.QES.puk` → values, each used once
   * @param patience - how often this person says yes to another try
   */
  constructor(lines: Readonly<Record<string, readonly string[]>>, patience = 0) {
    this.#lines = new Map(Object.entries(lines).map(([name, values]) => [name, [...values]]))
    this.#patience = patience
  }

  available(pin: string, role: SecretRequest['role']): number {
    return this.#lines.get(nameOf(pin, role))?.length ?? 0
  }

  request(request: SecretRequest): Promise<SecretBytes> {
    this.requests.push(request)
    const digits = this.#lines.get(nameOf(request.pin, request.role))?.shift()
    if (digits === undefined)
      return Promise.reject(new HealthCardError('HC_PIN_MISSING', 'the script has no value left'))
    return Promise.resolve(secret(digits))
  }

  refused(request: SecretRequest): Promise<void> {
    this.refusals.push(request)
    return Promise.resolve()
  }

  tryAgain(): Promise<boolean> {
    return Promise.resolve(this.refusals.length <= this.#patience)
  }
}

/** ASCII digits as a secret. */
export function secret(digits: string): SecretBytes {
  return SecretBytes.take(Uint8Array.from(Buffer.from(digits, 'ascii')))
}

function nameOf(pin: string, role: SecretRequest['role']): string {
  return role === 'pin' ? pin : `${pin}.${role}`
}
