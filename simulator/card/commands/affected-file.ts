import { refuse } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { ElementaryFile, RecordFile, TransparentFile } from '../image/object-system.js'

/** Bit of P1 that says: a short file identifier follows. */
const WITH_SHORT_IDENTIFIER = 0x80
/** Mode of record commands: the record with the number in P1. */
export const RECORD_BY_NUMBER = 0x04

/** A transparent file and where in it a command begins. */
export interface BinaryPlace {
  readonly file: TransparentFile
  readonly offset: number
}

/**
 * The file that a command for transparent files speaks of, and its offset: P1 P2 are an offset of 15 bits into the current
 * file, or a short file identifier and an offset of one byte. Checks the access rule, then the file type (READ BINARY:
 * gemSpec_COS N051.700 to N051.900; its siblings alike).
 */
export function affectedBinary(context: CommandContext): BinaryPlace {
  const { p1, p2 } = context
  if ((p1 & WITH_SHORT_IDENTIFIER) === 0)
    return { file: transparent(context, currentFile(context)), offset: p1 * 256 + p2 }
  if ((p1 & 0x60) !== 0) refuse(MALFORMED.parameters)
  return { file: transparent(context, shortFile(context, p1 & 0x1f)), offset: p2 }
}

/** The structured file that a record command speaks of: P2 is a short file identifier (0: the current file) and a mode. */
export function affectedRecordFile(context: CommandContext, modes: readonly number[] = [RECORD_BY_NUMBER]): RecordFile {
  const { p2 } = context
  if (!modes.includes(recordMode(context))) refuse(MALFORMED.parameters)
  const file = p2 >> 3 === 0 ? currentFile(context) : shortFile(context, p2 >> 3)
  context.requireAccess(file)
  return file.kind === 'transparent' ? refuse(SW.wrongFileType) : file
}

/** The mode in P2 of a record command. */
export function recordMode({ p2 }: CommandContext): number {
  return p2 & 0x07
}

function transparent(context: CommandContext, file: ElementaryFile): TransparentFile {
  context.requireAccess(file)
  return file.kind === 'transparent' ? file : refuse(SW.wrongFileType)
}

function currentFile({ channel }: CommandContext): ElementaryFile {
  return channel.currentFile ?? refuse(SW.noCurrentFile)
}

/** Only the current folder is searched; the file found becomes the current one. */
function shortFile({ card, channel }: CommandContext, identifier: number): ElementaryFile {
  const { isThere } = card.memory.lifeCycles
  const isThis = (file: ElementaryFile): boolean => file.shortFileIdentifier === identifier && isThere(file)
  const file = channel.currentFolder.files.find(isThis) ?? refuse(SW.fileNotFound)
  channel.currentFile = file
  return file
}
