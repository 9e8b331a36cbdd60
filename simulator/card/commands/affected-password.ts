import { equalBytes } from '../../../src/bytes/equal.js'
import { refuse } from '../core/answer.js'
import { regular, type PasswordState } from '../core/card-memory.js'
import type { CommandContext } from '../core/command-context.js'
import { counterWord, SW } from '../core/status-words.js'
import type { Password } from '../image/object-system.js'
import type { StateChange } from '../state/state-change.js'
import { countDigits } from './pin-block.js'

/**
 * The password that P2 names, searched from the current folder; the access rule must allow the command. For all password
 * commands the specification begins like this (CHANGE REFERENCE DATA: N074.200, N074.300).
 */
export function affectedPassword(context: CommandContext): Password {
  const password = context.findPassword(context.p2) ?? refuse(SW.passwordNotFound)
  context.requireAccess(password)
  return password
}

/**
 * Ends VERIFY, ENABLE and DISABLE where the password is blocked (6983) or has transport protection (6985). From COS 3.12
 * on the former has priority (N083.300a); before, the order was free: here the protection then hides the block.
 */
export function requireUsable(context: CommandContext, password: Password): void {
  const { retryCounter, transportStatus } = context.card.memory.password(password)
  const isProtected = transportStatus !== 'regularPassword'
  if (isProtected && context.card.cos === '3.10') refuse(SW.passwordNotUsable)
  if (retryCounter === 0) refuse(SW.passwordBlocked)
  if (isProtected) refuse(SW.passwordNotUsable)
}

/** Ends CHANGE REFERENCE DATA and RESET RETRY COUNTER where the new PIN is too short or too long. */
export function requireNewLength(password: Password, block: Uint8Array): void {
  const digits = countDigits(block)
  const { minimumLength, maximumLength } = regular(password)
  if (digits < minimumLength) refuse(SW.shortPassword)
  if (digits > maximumLength) refuse(SW.longPassword)
}

/**
 * Compares a secret, which costs a try until the comparison has succeeded: the counter goes down, durably, *before* the
 * comparison, since a card that loses its power meanwhile must have lost the try too (N074.700c, N076.100a, N082.900b).
 * A wrong secret clears the security status in this channel and ends the command with 63Cx.
 *
 * @returns the change that gives the try back, for the caller to commit
 */
export function compareSecret(context: CommandContext, password: Password, candidate: Uint8Array): StateChange {
  const { path, startRetryCounter } = regular(password)
  const { memory } = context.card
  const retryCounter = memory.password(password).retryCounter - 1
  memory.commit([{ path, retryCounter }])
  if (!equalsSecret(memory.password(password), candidate)) {
    context.channel.clearPasswordStatus(password)
    refuse(counterWord(retryCounter))
  }
  return { path, retryCounter: startRetryCounter }
}

function equalsSecret({ secret }: PasswordState, candidate: Uint8Array): boolean {
  return secret !== undefined && equalBytes(secret, candidate)
}
