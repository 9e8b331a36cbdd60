import { CkrFailure, type Handle, handleNumber } from './cryptoki.js'
import { loadNative, requireInstalled } from './native-modules.js'

/*
 * The three functions that take a PIN, called past pkcs11js: that knows PINs as JavaScript strings, which cannot be
 * overwritten, and has no way to pass NULL_PTR, by which a token is told to take the PIN at its own keys.
 */

/** What is used of koffi 3.3.4; handles go in as bigint. */
interface Koffi {
  config(options: { readonly sync_stack_size: number }): unknown
  load(path: string): { func(name: string, result: string, parameters: readonly unknown[]): CFunction }
  proto(definition: string): unknown
  pointer(to: string): unknown
  out(type: unknown): unknown
  decode(pointer: unknown, offset: number, type: unknown, count?: number): unknown
}

type CFunction = (...parameters: readonly unknown[]) => number | bigint

/** CK_FUNCTION_LIST begins with CK_VERSION, two bytes; it is packed to one byte on Windows, and aligned elsewhere. */
const FIRST_POINTER = process.platform === 'win32' ? 2 : process.arch === 'ia32' || process.arch === 'arm' ? 4 : 8
/** Their places among the pointers that follow, the same in every version of the list. */
const C_INIT_PIN = 10
const C_SET_PIN = 11
const C_LOGIN = 18
/** A protected path may open a window of the vendor's: that takes more stack than koffi's 2 MiB. */
const STACK_BYTES = 16 * 1024 * 1024

export type Pin = Uint8Array | null

export interface PinFunctions {
  login(session: Handle, userType: number, pin: Pin): void
  setPin(session: Handle, before: Pin, after: Pin): void
  initPin(session: Handle, after: Pin): void
}

/** {@link PinFunctions} that are made when the first PIN comes: koffi takes as long to load as everything else together. */
export interface LatePinFunctions extends PinFunctions {
  /** Makes them now, while nobody waits. What goes wrong is told by the first use. */
  prepare(): void
}

/**
 * @param path - of a module that pkcs11js has loaded: the system hands out the same one again
 * @throws ModuleMissing where there is no koffi; its methods also what koffi throws
 */
export function pinFunctions(path: string): LatePinFunctions {
  requireInstalled('koffi')
  let made: PinFunctions | undefined
  const make = (): PinFunctions => (made ??= makePinFunctions(path))
  return {
    prepare() {
      try {
        make()
      } catch {
        // Tried again when it is needed.
      }
    },
    login: (...args) => {
      make().login(...args)
    },
    setPin: (...args) => {
      make().setPin(...args)
    },
    initPin: (...args) => {
      make().initPin(...args)
    },
  }
}

function makePinFunctions(path: string): PinFunctions {
  const koffi = loadNative('koffi') as Koffi
  koffi.config({ sync_stack_size: STACK_BYTES })
  const list: unknown[] = [null]
  koffi.load(path).func('C_GetFunctionList', 'ulong', [koffi.out(koffi.pointer('void *'))])(list)
  const pointers = koffi.decode(list[0], FIRST_POINTER, 'void *', C_LOGIN + 1) as readonly unknown[]
  const functionAt = (index: number, definition: string): CFunction =>
    koffi.decode(pointers[index], 0, koffi.proto(definition)) as CFunction
  const login = functionAt(C_LOGIN, 'ulong C_Login(ulong, ulong, void *, ulong)')
  const setPin = functionAt(C_SET_PIN, 'ulong C_SetPIN(ulong, void *, ulong, void *, ulong)')
  const initPin = functionAt(C_INIT_PIN, 'ulong C_InitPIN(ulong, void *, ulong)')
  return {
    login: (session, userType, pin) => {
      check('C_Login', login(handleNumber(session), userType, pin, lengthOf(pin)))
    },
    setPin: (session, before, after) => {
      check('C_SetPIN', setPin(handleNumber(session), before, lengthOf(before), after, lengthOf(after)))
    },
    initPin: (session, after) => {
      check('C_InitPIN', initPin(handleNumber(session), after, lengthOf(after)))
    },
  }
}

function lengthOf(pin: Pin): number {
  return pin?.length ?? 0
}

function check(call: string, rv: number | bigint): void {
  if (Number(rv) !== 0) throw new CkrFailure(Number(rv), call)
}
