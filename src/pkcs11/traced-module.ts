import { isHealthCardError } from '../errors/health-card-error.js'
import { CryptokiError } from './cryptoki-errors.js'
import type { TokenModule, TokenSession } from './token-module.js'

/** One call of a module in a trace. Nothing of what went in or came out: a PIN, a digest, a key could be in it. */
export interface TracedCall {
  /** ISO 8601, at its start. */
  readonly time: string
  /** File of the module. */
  readonly module: string
  /** `login`, `sign`: the methods of {@link TokenModule} and {@link TokenSession}. */
  readonly name: string
  /** Microseconds. */
  readonly us: number
  /** `CKR_OK`, `CKR_PIN_INCORRECT`; the code of an error where the module gave no answer. */
  readonly result: string
}

/** A module whose calls are told, each when it has ended. */
export function tracedModule(module: TokenModule, tell: (call: TracedCall) => void, clock: () => Date): TokenModule {
  const told = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const [time, start] = [clock().toISOString(), performance.now()]
    const end = (result: string): void => {
      tell({ time, module: module.path, name, us: Math.round((performance.now() - start) * 1000), result })
    }
    try {
      const answer = await work()
      end('CKR_OK')
      return answer
    } catch (error) {
      end(error instanceof CryptokiError ? error.ckr : isHealthCardError(error) ? error.code : 'bug')
      throw error
    }
  }
  return {
    path: module.path,
    facts: () => told('facts', () => module.facts()),
    slots: () => told('slots', () => module.slots()),
    mechanisms: (slot) => told('mechanisms', () => module.mechanisms(slot)),
    open: async (slot) => tracedSession(await told('open', () => module.open(slot)), told),
    close: () => module.close(),
  }
}

function tracedSession(
  session: TokenSession,
  told: <T>(name: string, work: () => Promise<T>) => Promise<T>,
): TokenSession {
  return {
    token: () => told('token', () => session.token()),
    objects: () => told('objects', () => session.objects()),
    privateKeys: (id) => told('privateKeys', () => session.privateKeys(id)),
    login: (...args) => told('login', () => session.login(...args)),
    logout: () => told('logout', () => session.logout()),
    setPin: (...args) => told('setPin', () => session.setPin(...args)),
    initPin: (...args) => told('initPin', () => session.initPin(...args)),
    authorise: (...args) => told('authorise', () => session.authorise(...args)),
    sign: (...args) => told('sign', () => session.sign(...args)),
    decipher: (...args) => told('decipher', () => session.decipher(...args)),
    derive: (...args) => told('derive', () => session.derive(...args)),
    close: () => session.close(),
  }
}
