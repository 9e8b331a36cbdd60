import { toBigInt } from '../../../src/bytes/big-endian.js'
import { toHex } from '../../../src/bytes/hex.js'
import { encodeTlv, readTlv } from '../../../src/bytes/tlv.js'
import { answer, refuse, type Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { MALFORMED, SW } from '../core/status-words.js'
import type { ElementaryFile, Folder } from '../image/object-system.js'
import { allFolders } from '../image/search.js'
import { fileControlParameters } from './file-control-parameters.js'

/** What P1 asks for (gemSpec_COS CosT_59c). */
type Target =
  | { readonly kind: 'childFolder'; readonly fileIdentifier: number }
  | { readonly kind: 'childFile'; readonly fileIdentifier: number }
  | { readonly kind: 'parent' }
  | { readonly kind: 'application'; readonly name: string; readonly next: boolean }

interface SelectParameters {
  readonly target: Target
  /** True where the answer is to hold the file control parameters. */
  readonly withParameters: boolean
}

const LONGEST_APPLICATION_IDENTIFIER = 16
/** Template of file control information; that of the parameters is 62. */
const INFORMATION = 0x6f

/** SELECT (gemSpec_COS §14.2.6). It needs no access rule (N022.810a). */
export function select(context: CommandContext): Answer {
  const { target, withParameters } = parse(context)
  const { channel, card } = context
  if (card.memory.lifeCycles.card === 'terminated') refuse(SW.instructionNotSupported)
  const selected = find(context, target) ?? refuse(SW.fileNotFound)
  if (selected.kind === 'folder') channel.selectFolder(selected)
  else channel.currentFile = selected
  const parameters = withParameters ? fileControlParameters(selected, card.memory) : undefined
  const data = parameters && isForInformation(context) ? encodeTlv(INFORMATION, readTlv(parameters).value) : parameters
  return answer(data, trailer(context, selected))
}

function parse(context: CommandContext): SelectParameters {
  const { p1, p2, data } = context
  const withParameters = isForInformation(context) || p2 === 0x04 || p2 === 0x06
  const next = p2 === 0x06 || p2 === 0x0e
  if (!withParameters && p2 !== 0x0c && p2 !== 0x0e) refuse(MALFORMED.parameters)
  if (context.wantedBytes > 0 !== withParameters) refuse(MALFORMED.length)
  if (p1 === 0x04) {
    if (data.length > LONGEST_APPLICATION_IDENTIFIER) refuse(MALFORMED.length)
    return { target: { kind: 'application', name: toHex(data), next }, withParameters }
  }
  if (next) refuse(MALFORMED.parameters)
  return { target: parseNeighbour(p1, data), withParameters }
}

/**
 * P2 = 00 asks for file control information (ISO 7816-4 table 63). gemSpec_COS does not have it and leaves it to the
 * manufacturer; this card gives it for an application, because tools of the field such as opensc-explorer know no other way.
 */
function isForInformation({ p1, p2, wantedBytes }: CommandContext): boolean {
  return p1 === 0x04 && p2 === 0x00 && wantedBytes > 0
}

function parseNeighbour(p1: number, data: Uint8Array): Target {
  switch (p1) {
    case 0x01:
      return { kind: 'childFolder', fileIdentifier: fileIdentifier(data) }
    case 0x02:
      return { kind: 'childFile', fileIdentifier: fileIdentifier(data) }
    case 0x03:
      return data.length === 0 ? { kind: 'parent' } : refuse(MALFORMED.length)
    default:
      return refuse(MALFORMED.parameters)
  }
}

function fileIdentifier(data: Uint8Array): number {
  return data.length === 2 ? Number(toBigInt(data)) : refuse(MALFORMED.length)
}

function find(context: CommandContext, target: Target): Folder | ElementaryFile | undefined {
  const folder = context.channel.currentFolder
  const { isThere } = context.card.memory.lifeCycles
  switch (target.kind) {
    case 'childFolder':
      return folder.folders.find((child) => child.fileIdentifier === target.fileIdentifier && isThere(child))
    case 'childFile':
      return folder.files.find((child) => child.fileIdentifier === target.fileIdentifier && isThere(child))
    case 'parent':
      return folder.parent
    case 'application':
      return findApplication(context, target)
  }
}

/** N048.000: names must be identical, an empty name fits all; the MF comes first. */
function findApplication(
  context: CommandContext,
  { name, next }: Target & { kind: 'application' },
): Folder | undefined {
  const { image, memory } = context.card
  const fitting = (applicationsOf(image.root).get(name) ?? []).filter(memory.lifeCycles.isThere)
  if (!next) return fitting[0]
  // N048.000d.2 leaves open what follows a folder that is not in the list: here nothing does.
  const current = fitting.indexOf(context.channel.currentFolder)
  return current < 0 ? undefined : fitting[current + 1]
}

const knownApplications = new WeakMap<Folder, ReadonlyMap<string, readonly Folder[]>>()

/** Folders as delivered by application identifier, in hex; all of them under the empty name. */
function applicationsOf(root: Folder): ReadonlyMap<string, readonly Folder[]> {
  const known = knownApplications.get(root)
  if (known) return known
  const applications = new Map<string, Folder[]>()
  for (const folder of allFolders(root)) {
    const names = folder.applicationIdentifiers.map(toHex)
    for (const name of names.length > 0 ? new Set(['', ...names]) : []) {
      applications.set(name, [...(applications.get(name) ?? []), folder])
    }
  }
  knownApplications.set(root, applications)
  return applications
}

function trailer(context: CommandContext, selected: Folder | ElementaryFile): number {
  switch (context.card.memory.lifeCycles.logical(selected)) {
    case 'active':
      return SW.noError
    case 'deactivated':
      return SW.fileDeactivated
    case 'terminated':
      return SW.fileTerminated
  }
}
