import { ModuleDesk } from './host/answer-call.js'
import { CKR, CkrFailure, type Cryptoki, failedWith, inCall } from './host/cryptoki.js'
import { holdLifeLine, HostLine } from './host/line.js'
import { loadNative, ModuleMissing } from './host/native-modules.js'
import { pinFunctions } from './host/pin-functions.js'
import { HOLD_LIFE_LINE } from './life-line.js'
import type { ModuleAnswer, ModuleRequest } from './module-calls.js'

/*
 * The process of a vendor's module, a program of its own in the bundle, started by module-child.ts with the path of the
 * module as its argument. It says `alive`, begins the module and says `ready`; then it answers one call after the other.
 */

const CKF_OS_LOCKING_OK = 0x02

const [, , path = '', ...wishes] = process.argv
// The program decides when this process ends; a signal to its whole group is meant for the program.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
if (wishes.includes(HOLD_LIFE_LINE)) holdLifeLine()
const line = new HostLine()
line.send({ result: 'alive' })
const desk = begin()
if (desk) serve(desk)
// Not exit(): it would run what the module has left for that moment, and wait for a thread at the life line.
process.kill(process.pid, 'SIGKILL')

function begin(): ModuleDesk | undefined {
  try {
    const { PKCS11 } = loadNative('pkcs11js') as { readonly PKCS11: new () => Cryptoki }
    const cryptoki = new PKCS11()
    cryptoki.load(path)
    initialize(cryptoki)
    const begun = new ModuleDesk(cryptoki, pinFunctions(path))
    line.send({ result: 'ready' })
    return begun
  } catch (error) {
    line.send(whyNot(error))
    return undefined
  }
}

function whyNot(error: unknown): ModuleAnswer {
  return error instanceof CkrFailure || error instanceof ModuleMissing ? failure(error) : { unusable: textOf(error) }
}

function initialize(cryptoki: Cryptoki): void {
  try {
    inCall('C_Initialize', () => {
      cryptoki.C_Initialize({ flags: CKF_OS_LOCKING_OK })
    })
  } catch (error) {
    if (failedWith(error, CKR.CRYPTOKI_ALREADY_INITIALIZED)) return
    if (!failedWith(error, CKR.CANT_LOCK)) throw error
    inCall('C_Initialize', () => {
      cryptoki.C_Initialize()
    })
  }
}

function serve(desk: ModuleDesk): void {
  for (;;) {
    const frame = line.receive()
    if (!frame) {
      takeLeave(desk)
      return
    }
    const request = frame.header as ModuleRequest
    answer(desk, request, frame.attachments as readonly Buffer[])
    // Next comes a PIN, if anything, and before it the program has other things to do.
    if (request.call === 'objects') desk.prepareForPins()
    if (request.call === 'finalize') return
  }
}

/** The program has ended without a farewell; nobody is left to hear what goes wrong. */
function takeLeave(desk: ModuleDesk): void {
  try {
    desk.finalize()
  } catch {
    // As a card that is pulled out.
  }
}

function answer(desk: ModuleDesk, request: ModuleRequest, bytes: readonly Buffer[]): void {
  try {
    const { result = null, attachments = [] } = desk.answer(request, bytes)
    // What is signed may be gone, a PIN must be.
    line.forget()
    line.send({ result }, attachments)
    for (const attachment of attachments) attachment.fill(0)
  } catch (error) {
    line.forget()
    line.send(failure(error))
  }
}

function failure(error: unknown): ModuleAnswer {
  if (error instanceof ModuleMissing) return { missing: error.module }
  return error instanceof CkrFailure ? { ckr: error.ckr, call: error.call } : { bug: textOf(error) }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
