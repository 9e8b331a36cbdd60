/** One command as a rule names it: CLA, INS, P1, P2, where `??` is any value. */
export type CommandPattern = `${string}||${string}||${string}||${string}`

/** Who may use an object, and how: an expression in the grammar of card images. */
export type AccessExpression = string

/** Commands of gemSpec_COS that rules of the cards name. */
export const command = {
  deleteFile: '00||e4||00||00',
  deleteKey: '00||e4||20||??',
  deletePublicKey: '00||e4||21||00',
  loadApplicationChained: '10||ea||00||00',
  loadApplication: '00||ea||00||00',
  fingerprint: '80||fa||00||00',
  getRandom: '80||84||00||00',
  readBinary: '00||b0||??||??',
  updateBinary: '00||d6||??||??',
  writeBinary: '00||d0||??||??',
  writeBinaryFromPageStart: '00||d0||??||00',
  eraseBinary: '00||0e||??||??',
  setLogicalEof: '80||0e||??||??',
  readRecord: '00||b2||??||??',
  searchRecord: '00||a2||??||??',
  appendRecord: '00||e2||00||??',
  updateRecord: '00||dc||??||??',
  deleteRecord: '80||0c||??||??',
  verify: '00||20||00||??',
  getPinStatus: '80||20||00||??',
  changeReferenceData: '00||24||00||??',
  setReferenceData: '00||24||01||??',
  resetRetryCounterWithNewPin: '00||2c||00||??',
  resetRetryCounter: '00||2c||01||??',
  readPublicKey: '00||46||81||??',
  computeDigitalSignature: '00||2a||9e||9a',
  decipher: '00||2a||80||86',
  transcipher: '00||2a||86||b8',
  verifyCertificate: '00||2a||00||be',
  internalAuthenticate: '00||88||00||00',
  externalAuthenticate: '00||82||00||00',
  generalAuthenticate: '??||86||??||??',
} as const satisfies Record<string, CommandPattern>

/** Commands that share one condition. */
export interface AccessRule {
  readonly commands: readonly CommandPattern[]
  readonly condition: AccessExpression
}

/** Rules of one interface per security environment. A security environment that is not named allows nothing. */
export type EnvironmentRules = Readonly<Partial<Record<1 | 2, readonly AccessRule[]>>>

/** All rules of an object. */
export interface AccessRules {
  readonly contact: EnvironmentRules
  readonly contactless: EnvironmentRules
}

/** Anybody, without any condition. */
export const ALWAYS: AccessExpression = 'ALW'

/** Command data must come encrypted. */
export const COMMAND_ENCRYPTED: AccessExpression = 'SMCMDENC'

/** Response data leave encrypted. */
export const RESPONSE_ENCRYPTED: AccessExpression = 'SMRSPENC'

/** One rule: the condition first, as it decides, then the commands under it. */
export function allow(condition: AccessExpression, ...commands: readonly CommandPattern[]): AccessRule {
  return { commands, condition }
}

/** The same rules by contact and contactless, in security environment 1. */
export function onBothInterfaces(...rules: readonly AccessRule[]): AccessRules {
  return { contact: { 1: rules }, contactless: { 1: rules } }
}

/** A password whose security status is set. @param reference - two hex digits with the DF bit: `01` global, `81` in its own folder */
export function password(reference: string): AccessExpression {
  return `PWD(${reference})`
}

/** A secure channel opened with that symmetric key. @param key - its identifier, two hex digits */
export function channelWithKey(key: string): AccessExpression {
  return `SMMAC(${key})`
}

/** A secure channel to a peer whose certificate holds all these flags. */
export function channelWithFlags(list: 'cvc_FlagList_TI' | 'cvc_FlagList_CMS', flags: string): AccessExpression {
  return `SMMAC(${list}:${flags})`
}

/** All terms must hold. */
export function all(...terms: readonly AccessExpression[]): AccessExpression {
  return `AND{${terms.join(',')}}`
}

/** One term must hold. */
export function any(...terms: readonly AccessExpression[]): AccessExpression {
  return `OR{${terms.join(',')}}`
}

/** The rules as they stand in a card image. */
export function encodeAccessRules({ contact, contactless }: AccessRules): string {
  return `CB{${encodeEnvironments(contact)}}, CL{${encodeEnvironments(contactless)}}`
}

function encodeEnvironments(environments: EnvironmentRules): string {
  return Object.entries(environments)
    .map(([number, rules]) => `[ACTIVATED,${number},{${rules.map(encodeRule).join(', ')}}]`)
    .join(', ')
}

function encodeRule({ commands, condition }: AccessRule): string {
  return `({${commands.join(',')}},${condition})`
}
