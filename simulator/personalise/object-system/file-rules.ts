import {
  ALWAYS,
  COMMAND_ENCRYPTED,
  RESPONSE_ENCRYPTED,
  all,
  allow,
  command,
  onBothInterfaces,
  password,
  type AccessRule,
  type AccessRules,
} from './access-rules.js'
import {
  canChannel,
  cardManagement,
  cardManagementEncrypted,
  cardManagementOrCan,
  issuer,
  issuerEncrypted,
  issuerOrCan,
  signatureApplication,
} from './conditions.js'

const { eraseBinary, setLogicalEof, updateBinary, writeBinary, deleteFile } = command

const read = allow(ALWAYS, command.readBinary)
const readByCan = allow(all(canChannel, RESPONSE_ENCRYPTED), command.readBinary)

/** Rules of files. By contact anybody may read every one of them. */
export const fileRules = {
  /** Also contactless before PACE: a terminal reads there how PACE goes. */
  open: onBothInterfaces(read),
  /** EF.ATR of the HBA: producers add to it. */
  atr: onBothInterfaces(allow(ALWAYS, command.readBinary, writeBinary)),
  /** EF.ATR of the SMC-B. */
  atrOfSmcb: {
    contact: { 1: [allow(ALWAYS, command.readBinary, command.writeBinaryFromPageStart)] },
    contactless: { 1: [read] },
  },
  version: onBothInterfaces(read, allow(cardManagementEncrypted, updateBinary), allow(cardManagement, setLogicalEof)),
  directory: {
    contact: { 1: [...directoryChanges(), allow(ALWAYS, command.readRecord, command.searchRecord)] },
    contactless: {
      1: [
        ...directoryChanges(),
        allow(all(cardManagementOrCan, RESPONSE_ENCRYPTED), command.readRecord),
        allow(all(cardManagementOrCan, COMMAND_ENCRYPTED, RESPONSE_ENCRYPTED), command.searchRecord),
      ],
    },
  },
  public: { contact: { 1: [read] }, contactless: { 1: [readByCan] } },
  cvCertificate: replaceableByIssuer(allow(issuer, deleteFile), allow(issuerEncrypted, updateBinary)),
  certificate: replaceableByIssuer(allow(issuer, deleteFile, setLogicalEof), allow(issuerEncrypted, writeBinary)),
  /** The SMC-B writes a certificate by contact from the start of a page on. */
  certificateOfSmcb: {
    contact: {
      1: [read, allow(issuer, deleteFile, setLogicalEof), allow(issuerEncrypted, command.writeBinaryFromPageStart)],
    },
    contactless: { 1: replaceableByCan(allow(issuer, deleteFile, setLogicalEof), allow(issuerEncrypted, writeBinary)) },
  },
  /** DF.QES: nobody changes what a qualified signature rests on. */
  qes: {
    contact: { 1: [read], 2: [read] },
    contactless: {
      1: [readByCan],
      2: [allow(all(signatureApplication, RESPONSE_ENCRYPTED), command.readBinary)],
    },
  },
  /** The holder's own data, open to PIN.CH. */
  ownersData: {
    contact: { 1: [read, allow(password('01'), eraseBinary, setLogicalEof, updateBinary, writeBinary)] },
    contactless: {
      1: [
        readByCan,
        allow(all(canChannel, password('01')), eraseBinary, setLogicalEof),
        allow(all(canChannel, COMMAND_ENCRYPTED, password('01')), updateBinary, writeBinary),
      ],
    },
  },
  /** DF.AUTO: filled by its security officer (PIN.SO). */
  auto: {
    contact: {
      1: [allow(password('83'), deleteFile, eraseBinary, setLogicalEof, updateBinary, writeBinary), read],
    },
    contactless: {
      1: [
        allow(all(canChannel, password('83')), deleteFile, eraseBinary, setLogicalEof),
        readByCan,
        allow(all(canChannel, password('83'), COMMAND_ENCRYPTED), updateBinary, writeBinary),
      ],
    },
  },
} satisfies Record<string, AccessRules>

function directoryChanges(): AccessRule[] {
  return [
    allow(cardManagementEncrypted, command.appendRecord, command.updateRecord),
    allow(cardManagement, command.deleteRecord),
  ]
}

function replaceableByIssuer(...changes: readonly AccessRule[]): AccessRules {
  return { contact: { 1: [read, ...changes] }, contactless: { 1: replaceableByCan(...changes) } }
}

function replaceableByCan(...changes: readonly AccessRule[]): AccessRule[] {
  return [allow(all(issuerOrCan, RESPONSE_ENCRYPTED), command.readBinary), ...changes]
}
