import { imageError } from '../simulator-error.js'
import { booleanValue, hexNumber, startSsecList, transportStatus } from './attribute-values.js'
import type { ObjectAttributes } from './object-attributes.js'
import type { Folder, MultiReferencePassword, RegularPassword } from './object-system.js'
import { findPassword } from './search.js'

/** Shortest and longest PIN that gemSpec_COS N008.000 allows; they stand in for lengths that an image leaves open. */
const SHORTEST_PIN = 4
const LONGEST_PIN = 12
const USUAL_TRIES = 3

/** Reads a PWD object. */
export function readPassword(attributes: ObjectAttributes, name: string, folder: Folder): RegularPassword {
  const startRetryCounter = attributes.number('startRetryCounter') ?? USUAL_TRIES
  return {
    kind: 'password',
    ...passwordCommon(attributes, name, folder),
    minimumLength: attributes.number('minimumLength') ?? SHORTEST_PIN,
    maximumLength: attributes.number('maximumLength') ?? LONGEST_PIN,
    startRetryCounter,
    retryCounter: attributes.number('retryCounter') ?? startRetryCounter,
    transportStatus: attributes.optional('transportStatus', transportStatus) ?? 'regularPassword',
    secret: attributes.bytes('secret'),
    puk: attributes.bytes('PUK'),
    pukUsage: attributes.number('pukUsage') ?? 0,
  }
}

/**
 * Reads a MultireferencePWD object. The password it refers to must have been read before (gemSpec_COS N016.320f).
 *
 * @throws SimulatorError `imageInvalid` where there is no such password, or it is a multi-reference password itself.
 */
export function readMultiReferencePassword(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
): MultiReferencePassword {
  const reference = attributes.required('passwordReference', hexNumber)
  const target = findPassword(folder, reference)
  if (target?.kind !== 'password') {
    throw imageError(`${attributes.path}: passwordReference does not name a regular password`, attributes.position)
  }
  return { kind: 'multiReferencePassword', ...passwordCommon(attributes, name, folder), target }
}

function passwordCommon(
  attributes: ObjectAttributes,
  name: string,
  folder: Folder,
): Omit<MultiReferencePassword, 'kind' | 'target'> {
  return {
    name,
    path: attributes.path,
    folder,
    lifeCycle: attributes.lifeCycle(),
    accessRules: attributes.accessRules(),
    identifier: attributes.required('pwdIdentifier', hexNumber),
    flagEnabled: attributes.optional('flagEnabled', booleanValue) ?? true,
    startSsec: attributes.optional('startSSecList', startSsecList) ?? new Map(),
  }
}
