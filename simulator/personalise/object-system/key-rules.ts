import {
  ALWAYS,
  COMMAND_ENCRYPTED,
  RESPONSE_ENCRYPTED,
  all,
  allow,
  command,
  onBothInterfaces,
  password,
  type AccessExpression,
  type AccessRule,
  type AccessRules,
  type CommandPattern,
} from './access-rules.js'
import { canChannel, issuer, issuerEncrypted, issuerOrCan, signatureApplication } from './conditions.js'

const { computeDigitalSignature, decipher, internalAuthenticate, transcipher } = command

const readPublicKey = allow(ALWAYS, command.readPublicKey)
const readPublicKeyByCan = allow(all(canChannel, RESPONSE_ENCRYPTED), command.readPublicKey)
const deleteKey = allow(issuer, command.deleteKey)

/** Rules of keys. The public part is read by anybody by contact, for the comparison with the certificate. */
export const keyRules = {
  /** DF.ESIGN, opened by PIN.CH or PIN.SMC. */
  signing: ofHolder(computeDigitalSignature),
  signingAndLogin: ofHolder(internalAuthenticate, computeDigitalSignature),
  decipherment: ofHolder(decipher, transcipher),
  /** DF.QES: in security environment 2 only under a channel from the signature application. */
  qes: {
    contact: { 1: [readPublicKey, allow(password('81'), computeDigitalSignature)], 2: [signUnderChannel()] },
    contactless: { 1: [readPublicKeyByCan, useByCan('81', computeDigitalSignature)], 2: [signUnderChannel()] },
  },
  /** DF.AUTO: used under PIN.AUTO, deleted under PIN.SO. */
  auto: {
    contact: {
      1: [
        readPublicKey,
        allow(password('81'), internalAuthenticate, computeDigitalSignature),
        allow(password('83'), command.deleteKey),
      ],
    },
    contactless: {
      1: [
        readPublicKeyByCan,
        useByCan('81', internalAuthenticate, computeDigitalSignature),
        allow(all(password('83'), canChannel), command.deleteKey),
      ],
    },
  },
  /** Proves the role of the card's holder to another card. */
  role: {
    contact: { 1: [readPublicKey, allow(password('01'), internalAuthenticate), deleteKey] },
    contactless: { 1: [readPublicKeyByCan, useByCan('01', internalAuthenticate), deleteKey] },
  },
  /** Opens a channel to another card. */
  device: {
    contact: { 1: [allow(ALWAYS, command.readPublicKey, command.generalAuthenticate), deleteKey] },
    contactless: { 1: [readPublicKeyByCan, allow(ALWAYS, command.generalAuthenticate), deleteKey] },
  },
  /** Symmetric keys of the issuer. */
  administration: onBothInterfaces(allow(ALWAYS, command.externalAuthenticate, command.generalAuthenticate), deleteKey),
  can: onBothInterfaces(allow(ALWAYS, command.generalAuthenticate), deleteKey),
  /** Root of the CV certificates: anybody may present a certificate under it. */
  verification: onBothInterfaces(
    allow(ALWAYS, command.verifyCertificate),
    allow(issuerEncrypted, command.deletePublicKey),
  ),
  /** Keys imported under the root of the roles. */
  importedRole: onBothInterfaces(allow(ALWAYS, command.deletePublicKey, command.externalAuthenticate)),
  /** Keys imported under the root of the administration. */
  importedAdministration: onBothInterfaces(allow(ALWAYS, command.deletePublicKey)),
} satisfies Record<string, AccessRules>

function ofHolder(...uses: readonly CommandPattern[]): AccessRules {
  return {
    contact: { 1: [readPublicKey, allow(password('01'), ...uses), deleteKey] },
    contactless: {
      1: [allow(all(issuerOrCan, RESPONSE_ENCRYPTED), command.readPublicKey), useByCan('01', ...uses), deleteKey],
    },
  }
}

function useByCan(pin: string, ...uses: readonly CommandPattern[]): AccessRule {
  return allow(all(canChannel, COMMAND_ENCRYPTED, RESPONSE_ENCRYPTED, password(pin)), ...uses)
}

function signUnderChannel(): AccessRule {
  const condition: AccessExpression = all(password('81'), signatureApplication, COMMAND_ENCRYPTED, RESPONSE_ENCRYPTED)
  return allow(condition, computeDigitalSignature)
}
