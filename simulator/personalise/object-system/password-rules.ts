import {
  ALWAYS,
  COMMAND_ENCRYPTED,
  all,
  allow,
  command,
  type AccessRule,
  type AccessRules,
  type CommandPattern,
} from './access-rules.js'
import { canChannel, pinSender, signatureApplication } from './conditions.js'

const { changeReferenceData, resetRetryCounter, resetRetryCounterWithNewPin, setReferenceData } = command

/**
 * Rules of passwords. What they do not name is refused: switching a password off, and for PIN.QES a new value by PUK,
 * because a qualified signature stays under its holder's sole control.
 */
export const passwordRules = {
  /** PIN.CH and PIN.SMC. */
  global: onFirstEnvironment(changeReferenceData, resetRetryCounterWithNewPin, resetRetryCounter),
  /** Delivered without a value (Leer-PIN): P1 = 01 sets the first one. */
  delivered: onFirstEnvironment(setReferenceData, changeReferenceData, resetRetryCounter),
  /** PIN.QES: in security environment 2 typed at a terminal elsewhere. */
  qes: {
    contact: { 1: byContact(changeReferenceData, resetRetryCounter), 2: fromAfar() },
    contactless: { 1: byCan(changeReferenceData, resetRetryCounter), 2: fromAfar() },
  },
} satisfies Record<string, AccessRules>

function onFirstEnvironment(...changes: readonly CommandPattern[]): AccessRules {
  return { contact: { 1: byContact(...changes) }, contactless: { 1: byCan(...changes) } }
}

function byContact(...changes: readonly CommandPattern[]): AccessRule[] {
  return [allow(ALWAYS, ...changes, command.getPinStatus, command.verify)]
}

function byCan(...changes: readonly CommandPattern[]): AccessRule[] {
  return [
    allow(all(canChannel, COMMAND_ENCRYPTED), ...changes, command.verify),
    allow(canChannel, command.getPinStatus),
  ]
}

function fromAfar(): AccessRule[] {
  return [
    allow(all(pinSender, COMMAND_ENCRYPTED), changeReferenceData, resetRetryCounter, command.verify),
    allow(signatureApplication, command.getPinStatus),
  ]
}
