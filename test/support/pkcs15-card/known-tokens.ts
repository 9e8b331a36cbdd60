import type { Workbench } from '../openssl.js'
import { issue, type Credential } from '../openssl-pki.js'
import { Pkcs15Card } from './pkcs15-card.js'
import { ScHsmCard } from './sc-hsm-card.js'

/** Passwords of {@link pkcs15Token}: one for the card, one for the signature, as on a health professional card. */
export const pkcs15Secrets = { 'PIN.CH': '123456', 'PUK.CH': '11111111', 'PIN.QES': '654321', 'PUK.QES': '22222222' }
/** Of {@link scHsmToken}. */
export const scHsmSecrets = { pin: '123456', soPin: '3537363231383830' }

/** Keys of the known tokens by CKA_ID: what they are on and how their PIN is wanted. */
const keyKinds = [
  { id: '01', name: 'AUT', key: 'brainpoolP256r1', password: 'PIN.CH' },
  { id: '02', name: 'QES', key: 'brainpoolP256r1', password: 'PIN.QES', eachSignature: true },
  { id: '03', name: 'RSA', key: 'rsa', password: 'PIN.CH' },
  { id: '04', name: 'P384', key: 'brainpoolP384r1', password: 'PIN.CH' },
] as const

/** A card with the certificates of its keys by CKA_ID. */
export interface KnownToken<Card> {
  readonly card: Card
  readonly credentials: ReadonlyMap<string, Credential>
}

/** A card of PKCS#15 alone: two PINs with three tries and a PUK each; it signs nothing through OpenSC. */
export function pkcs15Token(bench: Workbench): KnownToken<Pkcs15Card> {
  const { keys, credentials } = issueKeys(bench)
  const card = new Pkcs15Card({
    label: 'Known token',
    serial: '80276883110000999999',
    keys,
    passwords: [
      password('PIN.CH', pkcs15Secrets['PUK.CH'], 0x01, 'global'),
      password('PIN.QES', pkcs15Secrets['PUK.QES'], 0x81, 'local'),
    ],
  })
  return { card, credentials }
}

/** A SmartCard-HSM: one PIN with three tries, and an SO PIN that sets it anew. */
export function scHsmToken(bench: Workbench): KnownToken<ScHsmCard> {
  const { keys, credentials } = issueKeys(bench)
  const card = new ScHsmCard({ label: 'Known token', serial: '80276883110000888888', keys, ...scHsmSecrets })
  return { card, credentials }
}

function password<Kind>(name: 'PIN.CH' | 'PIN.QES', puk: string, reference: number, kind: Kind) {
  return { name, value: pkcs15Secrets[name], puk, reference, kind }
}

function issueKeys(bench: Workbench) {
  const issued = keyKinds.map((kind) => ({
    ...kind,
    credential: issue(bench, { subject: `/C=DE/CN=Erika Mustermann ${kind.name} TEST-ONLY`, key: kind.key }),
  }))
  return {
    keys: issued.map(({ credential: { privateKey, certificate }, ...kind }) => ({
      ...kind,
      privateKey,
      certificate: certificate.der,
    })),
    credentials: new Map(issued.map(({ id, credential }) => [id as string, credential])),
  }
}
