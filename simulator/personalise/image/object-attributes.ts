import { toHex } from '../../../src/bytes/hex.js'
import type { SigningKey } from '../../../src/trust-centre/certificate-writer.js'
import { encodeAccessRules } from '../object-system/access-rules.js'
import type {
  AesKeyRow,
  CanRow,
  EccKeyRow,
  FolderRow,
  KeyAlgorithms,
  PasswordRow,
  RecordFileRow,
  RootKeyRow,
  RsaKeyRow,
  TransparentFileRow,
} from '../object-system/object-rows.js'
import type { AesKeyContent, CardContent, PasswordContent, RootKeyContent, UsesPerVerify } from './card-content.js'
import { unpackedDate } from './unpacked-date.js'
import { pinBlock } from './pin-block.js'
import { eccKeyParts, rsaKeyParts } from './private-key-parts.js'

/** Attributes of one object, by the names that card images give them. */
export type Attributes = Readonly<Record<string, string>>

const ACTIVATED = 'ACTIVATED'
const NOT_SET = 'AttributeNotSet'

/** An ADF or application. */
export function folderAttributes(row: FolderRow): Attributes {
  return {
    lifeCycleStatus: ACTIVATED,
    accessRules: encodeAccessRules(row.rules),
    shareable: 'TRUE',
    applicationIdentifier: `{${row.aid}}`,
    ...(row.fid !== undefined && { fileIdentifier: row.fid }),
  }
}

/** A transparent file. @throws RangeError if the body is longer than the file */
export function transparentFileAttributes(row: TransparentFileRow, body: Uint8Array): Attributes {
  const size = row.size ?? body.length
  if (body.length > size) throw new RangeError(`${row.name} holds ${size} bytes, not ${body.length}`)
  return {
    ...fileAttributes(row),
    body: toHex(body),
    numberOfOctet: hexNumber(size),
    positionLogicalEndOfFile: hexNumber(body.length),
    flagTransactionMode: flag(row.transaction),
    flagChecksum: flag(row.checksum),
  }
}

/** A linear variable file, without its records. */
export function recordFileAttributes(row: RecordFileRow): Attributes {
  return {
    ...fileAttributes(row),
    numberOfOctet: hexNumber(row.size),
    maximumNumberOfRecords: hexNumber(row.maximumRecords),
    maximumRecordLength: hexNumber(row.maximumRecordLength),
    flagTransactionMode: 'TRUE',
    flagChecksum: 'TRUE',
    flagRecordLifeCycleStatus: 'FALSE',
  }
}

/** A password with retry counter and PUK at their start. */
export function passwordAttributes(row: PasswordRow, content: PasswordContent, uses: UsesPerVerify): Attributes {
  return {
    pwdIdentifier: row.id,
    lifeCycleStatus: ACTIVATED,
    accessRules: encodeAccessRules(row.rules),
    minimumLength: hexNumber(row.minimumLength),
    maximumLength: hexNumber(row.maximumLength),
    startRetryCounter: hexNumber(3),
    retryCounter: hexNumber(3),
    transportStatus: content.transportStatus,
    flagEnabled: 'TRUE',
    startSSecList: row.uses === 'infinite' ? '{(1,INFINITY)}' : startSsecList(uses),
    pukUsage: hexNumber(10),
    secret: toHex(pinBlock(content.secret)),
    PUK: toHex(pinBlock(content.puk)),
  }
}

/** A private RSA key, not available where no key is given. @throws RangeError if the key is of another kind */
export function rsaKeyAttributes(row: RsaKeyRow, key: SigningKey | undefined): Attributes {
  if (key && key.algorithm !== 'rsa') throw new RangeError(`${row.name} is an RSA key`)
  return {
    ...keyAttributes(row),
    modulusLength: hexNumber(row.modulusBits),
    ...(key
      ? rsaKeyParts(key)
      : { n: NOT_SET, e: NOT_SET, d: NOT_SET, p: NOT_SET, q: NOT_SET, dP: NOT_SET, dQ: NOT_SET, c: NOT_SET }),
    listAlgorithmIdentifier: algorithmList(row.algorithms),
    keyAvailable: flag(key !== undefined),
  }
}

/** A private elliptic-curve key, not available where no key is given. @throws RangeError if the key is of another kind */
export function eccKeyAttributes(row: EccKeyRow, key: SigningKey | undefined): Attributes {
  if (key && key.algorithm !== 'ecc') throw new RangeError(`${row.name} is an elliptic-curve key`)
  return {
    ...keyAttributes(row),
    domainParameterOid: 'brainpoolP256r1',
    ...(key ? eccKeyParts(key) : { P: NOT_SET, privateKey: NOT_SET }),
    listAlgorithmIdentifier: algorithmList(row.algorithms),
    ...(row.algorithms[1]?.includes('elcSessionkey4SM') && { numberScenario: hexNumber(0) }),
    keyAvailable: flag(key !== undefined),
  }
}

/** An AES key of the issuer. */
export function aesKeyAttributes(row: AesKeyRow, content: AesKeyContent): Attributes {
  return {
    ...keyAttributes(row),
    keyMode: `AES_${row.bits}`,
    numberScenario: hexNumber(0),
    algorithmIdentifier: 'aesSessionkey4SM',
    encKey: content.encryption.use(toHex),
    macKey: content.mac.use(toHex),
  }
}

/** The CAN. */
export function canAttributes(row: CanRow, { can }: CardContent): Attributes {
  return {
    ...keyAttributes(row),
    can: toHex(pinBlock(can)),
    algorithmIdentifier: 'id-PACE-ECDH-GM-AES-CBC-CMAC-128',
  }
}

/** The public key of a root of CV certificates. */
export function rootKeyAttributes(row: RootKeyRow, content: RootKeyContent): Attributes {
  return {
    keyIdentifier: toHex(content.keyIdentifier),
    lifeCycleStatus: ACTIVATED,
    domainParameterOid: 'brainpoolP256r1',
    P: toHex(content.point),
    oid: 'ecdsa-with-SHA256',
    accessRules: encodeAccessRules(row.rules),
    accessRulesVerification: encodeAccessRules(row.rules),
    accessRulesAuthentication: encodeAccessRules(row.importedRules),
    CHAT: `${row.flagList}:${row.flags}`,
    expirationDate: toHex(unpackedDate(content.expires)),
  }
}

function fileAttributes(row: TransparentFileRow | RecordFileRow): Attributes {
  return {
    fileIdentifier: row.fid,
    shortFileIdentifier: row.sfi,
    lifeCycleStatus: ACTIVATED,
    shareable: 'TRUE',
    accessRules: encodeAccessRules(row.rules),
  }
}

function keyAttributes(row: RsaKeyRow | EccKeyRow | AesKeyRow | CanRow): Attributes {
  return { keyIdentifier: row.id, lifeCycleStatus: ACTIVATED, accessRules: encodeAccessRules(row.rules) }
}

function algorithmList(algorithms: KeyAlgorithms): string {
  return `{${Object.entries(algorithms)
    .map(([environment, names]) => `[${environment},(${names.join(',')})]`)
    .join(',')}}`
}

function startSsecList(uses: UsesPerVerify): string {
  return `{${Object.entries(uses)
    .map(([environment, count]) => `(${environment},${count.toString(16).padStart(4, '0')})`)
    .join(',')}}`
}

function flag(value: boolean): string {
  return value ? 'TRUE' : 'FALSE'
}

/** Numbers of an image are hex without prefix, here in whole bytes. */
function hexNumber(value: number): string {
  const digits = value.toString(16)
  return digits.padStart(digits.length + (digits.length % 2), '0')
}
