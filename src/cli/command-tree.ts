import type { Command } from 'commander'
import type { CommandContext } from './command-context.js'
import type { HelpTexts } from './messages/texts.js'
import type { Outcome } from './outcome.js'

/** Runs a command; `command` holds its arguments (`args`) and its own options (`opts()`). */
export type CommandHandler = (context: CommandContext, command: Command) => Promise<Outcome>

/** What the nouns get to hang their verbs on. */
export interface CommandTree {
  readonly program: Command
  readonly help: HelpTexts
  /** Turns a handler into commander's action. */
  readonly run: (handler: CommandHandler) => (...parameters: unknown[]) => Promise<void>
  /** The same for a command that works where the configuration cannot be used. */
  readonly runUnconfigured: CommandTree['run']
}
