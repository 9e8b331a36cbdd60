import { basename, join } from 'node:path'
import { fromHex } from '../../src/bytes/hex.js'
import { SecretBytes } from '../../src/bytes/secret-bytes.js'
import { createRootAuthority, type Authority } from '../../src/trust-centre/authority.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'
import { generateEccKey } from '../../src/trust-centre/ecc-key.js'
import { certificateToPem } from '../../src/certificates/pem.js'
import { privateKeyToPem } from '../../src/trust-centre/pem.js'
import type { RandomSource } from '../../src/trust-centre/random-source.js'
import { generateRsaKey } from '../../src/trust-centre/rsa-key.js'
import { issueCardCertificate } from './card-certificates.js'
import { personaliseCvCertificates, type CvPersonalisation } from './card-cv-certificates.js'
import { cardKinds, type CardKind, type CertificateSlot } from './card-kinds.js'
import { planCard, type CardOptions, type CardPlan, type Holder } from './card-options.js'
import { digitsOf, drawSecrets, passwordContent, type PasswordSecrets } from './card-secrets.js'
import { fixedBodies } from './fixed-bodies.js'
import type { AesKeyContent, UsesPerVerify } from './image/card-content.js'
import { encodeCardImage } from './image/card-image.js'
import { unpackedDate } from './image/unpacked-date.js'
import { writeOutputFolder, type OutputFile } from './output/output-folder.js'
import { pinLetter } from './output/pin-letter.js'
import { secretsFile } from './output/secrets-file.js'
import type { ProfessionName } from './professions.js'
import { randomDigits, randomness } from './randomness.js'

/** Where a new card is and what anybody may know of it. Its secrets are in the files, never here. */
export interface CreatedCard {
  readonly kind: CardOptions['kind']
  readonly state: CardPlan['state']
  readonly limit: number
  readonly keys: CardPlan['keys']
  readonly profession: ProfessionName
  readonly holder: Holder
  readonly iccsn: string
  readonly telematikId: string
  /** Absolute paths. */
  readonly directory: string
  readonly image: string
  readonly pinLetter: string
  readonly secrets: string
  readonly trust: string
}

/** A key of the card with its certificate in DER. */
interface CertifiedKey {
  readonly slot: CertificateSlot
  readonly key: SigningKey
  readonly certificate: Uint8Array
}

/**
 * Makes a simulated card with a test CA of its own and writes its folder: `card.xml`, `pin-letter.txt`, `secrets`,
 * `trust.pem` and `ca/`.
 *
 * @throws PersonaliseError on an impossible option, an output that exists, or one that cannot be written
 */
export async function createCard(options: CardOptions): Promise<CreatedCard> {
  const random = randomness(options.seed)
  const plan = planCard(options, random)
  const kind = cardKinds[plan.kind]
  const passwords = kind.passwords.map((slot) => drawSecrets(slot, plan.state, random))
  const can = randomDigits(random, 6)
  const cv = personaliseCvCertificates(kind, plan, random)
  const root = createRootAuthority({
    name: 'ehba Test Root CA',
    now: plan.now,
    random,
    key: plan.keys === 'rsa' ? await generateRsaKey() : generateEccKey(random),
  })
  const keys = await certifiedKeys(kind, plan, root, random)

  const directory = await writeOutputFolder(
    plan.out,
    [
      { path: 'card.xml', text: imageOf(kind, plan, { passwords, can, cv, keys, random }) },
      { path: 'pin-letter.txt', text: pinLetter(plan, passwords, digitsOf(can)) },
      { path: 'secrets', text: secretsFile(passwords, plan.iccsn) },
      { path: 'trust.pem', text: certificateToPem(root.certificate) },
      ...authorityFiles(root, cv, keys),
    ],
    plan.force,
  )
  return {
    kind: plan.kind,
    state: plan.state,
    limit: plan.limit,
    keys: plan.keys,
    profession: plan.professionName,
    holder: plan.holder,
    iccsn: plan.iccsn,
    telematikId: plan.telematikId,
    directory,
    image: join(directory, 'card.xml'),
    pinLetter: join(directory, 'pin-letter.txt'),
    secrets: join(directory, 'secrets'),
    trust: join(directory, 'trust.pem'),
  }
}

async function certifiedKeys(
  kind: CardKind,
  plan: CardPlan,
  root: Authority,
  random: RandomSource,
): Promise<CertifiedKey[]> {
  const slots = kind.certificates.filter(({ algorithm }) => plan.keys === 'both' || plan.keys === algorithm)
  return Promise.all(
    slots.map(async (slot) => {
      const key = slot.algorithm === 'ecc' ? generateEccKey(random) : await generateRsaKey()
      return { slot, key, certificate: issueCardCertificate(root, slot, key, plan) }
    }),
  )
}

interface ImageParts {
  readonly passwords: readonly PasswordSecrets[]
  readonly can: SecretBytes
  readonly cv: CvPersonalisation
  readonly keys: readonly CertifiedKey[]
  readonly random: RandomSource
}

function imageOf(kind: CardKind, plan: CardPlan, { passwords, can, cv, keys, random }: ImageParts): string {
  // Security environment 2 keeps what every HBA has; gemSpec_COS N015.800 ends at 250.
  const usesPerVerify: UsesPerVerify = { 1: plan.limit, 2: 250 }
  const content = {
    bodies: new Map([
      ...fixedBodies(kind, plan.iccsn, usesPerVerify),
      ...cv.bodies,
      ...keys.map(({ slot, certificate }) => [slot.file, certificate] as const),
    ]),
    keys: new Map([...cv.keys, ...keys.map(({ slot, key }) => [slot.key, key] as const)]),
    passwords: new Map(passwords.map((secrets) => [secrets.slot.path, passwordContent(secrets)])),
    aesKeys: aesKeys(kind, random),
    rootKeys: new Map(cv.rootKeys),
    usesPerVerify,
    can,
  }
  return encodeCardImage(kind.objectSystem, content, {
    name: `${kind.imageName}, TEST-ONLY NOT-VALID`,
    objectSystemId: kind.objectSystemId,
    imageVersion: kind.imageVersion,
    iccsn8: fromHex(plan.iccsn.slice(4)),
    pointInTime: unpackedDate(plan.now),
  })
}

function aesKeys(kind: CardKind, random: RandomSource): Map<string, AesKeyContent> {
  const rows = kind.objectSystem.objects.filter((row) => row.type === 'aesKey')
  return new Map(
    rows.map(({ name, bits }) => [
      `MF/${name}`,
      { encryption: SecretBytes.take(random(bits / 8)), mac: SecretBytes.take(random(bits / 8)) },
    ]),
  )
}

/** The authorities with their keys, so that further certificates can be issued, and the certificates of the card. */
function authorityFiles(root: Authority, cv: CvPersonalisation, keys: readonly CertifiedKey[]): OutputFile[] {
  return [
    { path: 'ca/root.pem', text: certificateToPem(root.certificate) },
    { path: 'ca/root.key.pem', text: privateKeyToPem(root.key.privateKey) },
    { path: 'ca/cvc-root.key.pem', text: privateKeyToPem(cv.root.privateKey) },
    ...keys.map(({ slot, certificate }) => ({
      path: `ca/${basename(slot.file).replace(/^EF\./, '')}.pem`,
      text: certificateToPem(certificate),
    })),
  ]
}
