import type { Admission } from '../../src/trust-centre/admission.js'
import type { Authority } from '../../src/trust-centre/authority.js'
import type { SigningKey } from '../../src/trust-centre/certificate-writer.js'
import type { DistinguishedName } from '../../src/trust-centre/distinguished-name.js'
import { issueCertificate } from '../../src/trust-centre/issue-certificate.js'
import type { CertificateSlot } from './card-kinds.js'
import type { CardPlan } from './card-options.js'

/** Issues the certificate of one key of the card, directly under the root, and returns its DER. */
export function issueCardCertificate(
  root: Authority,
  slot: CertificateSlot,
  key: SigningKey,
  plan: CardPlan,
): Uint8Array {
  const { now, monetaryLimit, restriction } = plan
  return issueCertificate(root, slot.profile, subjectOf(plan), key.publicKey, {
    now,
    admission: admissionOf(plan),
    ...(slot.profile === 'C.HP.QES' && monetaryLimit && { monetaryLimit }),
    ...(slot.profile === 'C.HP.QES' && restriction !== undefined && { restriction }),
  })
}

function subjectOf(plan: CardPlan): DistinguishedName {
  return plan.institution ? institutionName(plan, plan.institution.signboard) : personName(plan)
}

/** HBA: country, and one RDN with all that names the person and the card. */
function personName({ holder, iccsn }: CardPlan): DistinguishedName {
  const { givenName, surname } = holder
  const commonName = `${givenName} ${surname} TEST-ONLY NOT-VALID`
  return [{ country: 'DE' }, { surname, givenName, serialNumber: iccsn, commonName }]
}

/** SMC-B: address, sign and owner of the institution, one RDN each. */
function institutionName({ holder, iccsn }: CardPlan, signboard: string): DistinguishedName {
  const name = `${signboard} ${holder.surname}`
  return [
    { country: 'DE' },
    { locality: 'Musterstadt' },
    { postalCode: '00000' },
    { street: 'Beispielweg 1' },
    { organization: `${name} TEST-ONLY NOT-VALID` },
    { surname: holder.surname },
    { givenName: holder.givenName },
    { serialNumber: iccsn },
    { commonName: `${name} TEST-ONLY` },
  ]
}

function admissionOf({ profession, institution, telematikId }: CardPlan): Admission {
  const { item, oid } = institution ?? profession
  return {
    authority: [{ country: 'DE' }, { organization: `${profession.authority} TEST-ONLY` }],
    professionItem: item,
    professionOid: oid,
    registrationNumber: telematikId,
  }
}
