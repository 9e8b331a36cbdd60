import type { Answer } from '../core/answer.js'
import type { CommandContext } from '../core/command-context.js'
import { changeReferenceData } from './change-reference-data.js'
import { deleteObject } from './delete-object.js'
import { fingerprint } from './fingerprint.js'
import { generateAsymmetricKeyPair } from './generate-asymmetric-key-pair.js'
import { getChallenge, getRandom } from './random-numbers.js'
import { getPinStatus } from './get-pin-status.js'
import { internalAuthenticate } from './internal-authenticate.js'
import { activate, deactivate, terminate, terminateCardUsage, terminateFolder } from './life-cycle.js'
import { listPublicKey } from './list-public-key.js'
import { manageChannel } from './manage-channel.js'
import { manageSecurityEnvironment } from './manage-security-environment.js'
import { performSecurityOperation } from './perform-security-operation.js'
import { readBinary } from './read-binary.js'
import { readRecord, searchRecord } from './read-record.js'
import { activateRecord, deactivateRecord } from './record-life-cycle.js'
import { resetRetryCounter } from './reset-retry-counter.js'
import { select } from './select.js'
import { disableVerification, enableVerification } from './verification-requirement.js'
import { verify } from './verify.js'
import { eraseBinary, setLogicalEndOfFile, updateBinary, writeBinary } from './write-binary.js'
import { appendRecord, deleteRecord, eraseRecord, updateRecord } from './write-record.js'

/** Executes a command; ends early with a Refusal. */
export type CommandHandler = (context: CommandContext) => Answer

/** Bit that marks a proprietary class in the keys of {@link commandTable}. */
const PROPRIETARY = 0x100

/**
 * The commands by instruction byte, proprietary ones (CLA 80) with bit 8 set. Not here yet, and so answered 6D00: what
 * needs secure messaging or card-to-card (GENERAL and EXTERNAL AUTHENTICATE, GET SECURITY STATUS KEY, LOAD APPLICATION).
 */
export const commandTable: ReadonlyMap<number, CommandHandler> = new Map<number, CommandHandler>([
  [0x04, deactivate],
  [0x06, deactivateRecord],
  [0x08, activateRecord],
  [0x0c, eraseRecord],
  [0x0e, eraseBinary],
  [0x20, verify],
  [0x22, manageSecurityEnvironment],
  [0x24, changeReferenceData],
  [0x26, disableVerification],
  [0x28, enableVerification],
  [0x2a, performSecurityOperation],
  [0x2c, resetRetryCounter],
  [0x44, activate],
  [0x46, generateAsymmetricKeyPair],
  [0x70, manageChannel],
  [0x84, getChallenge],
  [0x88, internalAuthenticate],
  [0xa2, searchRecord],
  [0xa4, select],
  [0xb0, readBinary],
  [0xb2, readRecord],
  [0xd0, writeBinary],
  [0xd6, updateBinary],
  [0xdc, updateRecord],
  [0xe2, appendRecord],
  [0xe4, deleteObject],
  [0xe6, terminateFolder],
  [0xe8, terminate],
  [0xfe, terminateCardUsage],
  [PROPRIETARY | 0x0c, deleteRecord],
  [PROPRIETARY | 0x0e, setLogicalEndOfFile],
  [PROPRIETARY | 0x20, getPinStatus],
  [PROPRIETARY | 0x84, getRandom],
  [PROPRIETARY | 0xca, listPublicKey],
  [PROPRIETARY | 0xfa, fingerprint],
])
