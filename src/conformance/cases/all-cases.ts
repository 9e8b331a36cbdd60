import type { CaseGroup } from '../conformance-case.js'
import { changeReferenceData } from './change-reference-data.js'
import { classAndLength } from './class-and-length.js'
import { fileControlParameters } from './fcp.js'
import { getPinStatus } from './get-pin-status.js'
import { internalAuthenticate } from './internal-authenticate.js'
import { manageChannel } from './manage-channel.js'
import { manageSecurityEnvironment } from './manage-security-environment.js'
import { psoComputeDigitalSignature } from './pso-compute-digital-signature.js'
import { psoDecipher } from './pso-decipher.js'
import { random } from './random.js'
import { readBinary } from './read-binary.js'
import { readPublicKey } from './read-public-key.js'
import { records } from './records.js'
import { resetRetryCounter } from './reset-retry-counter.js'
import { select } from './select.js'
import { stories } from './stories.js'
import { verificationRequirement } from './verification-requirement.js'
import { verify } from './verify.js'
import { writeBinary } from './write-binary.js'

/** All groups of cases, in the order in which they are run. */
export const allCases: readonly CaseGroup[] = [
  select,
  fileControlParameters,
  readBinary,
  records,
  readPublicKey,
  random,
  manageSecurityEnvironment,
  manageChannel,
  classAndLength,
  getPinStatus,
  verify,
  changeReferenceData,
  resetRetryCounter,
  verificationRequirement,
  psoComputeDigitalSignature,
  internalAuthenticate,
  psoDecipher,
  writeBinary,
  stories,
]
