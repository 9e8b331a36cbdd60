/** What a profession writes into a card's certificates. */
export interface Profession {
  /** Words and OID of gemSpec_OID Tab_PKI_402, as they stand in Admission of an HBA. */
  readonly item: string
  readonly oid: string
  /** Who confirms the profession. */
  readonly authority: string
  /** First character of the Telematik-ID: the sector; 0 stands for the sectors that this project has no source for. */
  readonly sector: string
  /** The institution that an SMC-B of this profession is for (Tab_PKI_403); absent: no SMC-B is made. */
  readonly institution?: Institution
}

/** Kind of an institution with an SMC-B. */
export interface Institution {
  readonly item: string
  readonly oid: string
  /** What it calls itself, before the name of its owner. */
  readonly signboard: string
}

const medicalPractice = { item: 'Betriebsstätte Arzt', oid: '1.2.276.0.76.4.50', signboard: 'Praxis' } as const
const dentalPractice = { item: 'Zahnarztpraxis', oid: '1.2.276.0.76.4.51', signboard: 'Zahnarztpraxis' } as const
const psychotherapy = {
  item: 'Betriebsstätte Psychotherapeut',
  oid: '1.2.276.0.76.4.52',
  signboard: 'Psychotherapeutische Praxis',
} as const
const pharmacy = { item: 'Öffentliche Apotheke', oid: '1.2.276.0.76.4.54', signboard: 'Apotheke' } as const

const physicians = { sector: '1', authority: 'Ärztekammer Beispielland', institution: medicalPractice } as const
const dentists = { sector: '2', authority: 'Zahnärztekammer Beispielland', institution: dentalPractice } as const
const pharmacists = { sector: '3', authority: 'Apothekerkammer Beispielland', institution: pharmacy } as const
const psychotherapists = {
  sector: '4',
  authority: 'Psychotherapeutenkammer Beispielland',
  institution: psychotherapy,
} as const
const register = { sector: '0', authority: 'Elektronisches Gesundheitsberuferegister' } as const
const crafts = { sector: '0', authority: 'Handwerkskammer Beispielland' } as const

/** Professions with a health professional card, by the word that the command line takes. */
export const professions = {
  arzt: { ...physicians, item: 'Ärztin/Arzt', oid: '1.2.276.0.76.4.30' },
  zahnarzt: { ...dentists, item: 'Zahnärztin/Zahnarzt', oid: '1.2.276.0.76.4.31' },
  apotheker: { ...pharmacists, item: 'Apotheker/-in', oid: '1.2.276.0.76.4.32' },
  apothekerassistent: { ...pharmacists, item: 'Apothekerassistent/-in', oid: '1.2.276.0.76.4.33' },
  pharmazieingenieur: { ...pharmacists, item: 'Pharmazieingenieur/-in', oid: '1.2.276.0.76.4.34' },
  psychotherapeut: { ...psychotherapists, item: 'Psychotherapeut/-in', oid: '1.2.276.0.76.4.45' },
  'psychologischer-psychotherapeut': {
    ...psychotherapists,
    item: 'Psychologische/-r Psychotherapeut/-in',
    oid: '1.2.276.0.76.4.46',
  },
  'kuj-psychotherapeut': {
    ...psychotherapists,
    item: 'Kinder- und Jugendlichenpsychotherapeut/-in',
    oid: '1.2.276.0.76.4.47',
  },
  rettungsassistent: { ...register, item: 'Rettungsassistent/-in', oid: '1.2.276.0.76.4.48' },
  notfallsanitaeter: { ...register, item: 'Notfallsanitäter/-in', oid: '1.2.276.0.76.4.178' },
  pfleger: {
    ...register,
    item: 'Gesundheits- und Krankenpfleger/-in, Gesundheits- und Kinderkrankenpfleger/-in',
    oid: '1.2.276.0.76.4.232',
  },
  altenpfleger: { ...register, item: 'Altenpfleger/-in', oid: '1.2.276.0.76.4.233' },
  pflegefachkraft: { ...register, item: 'Pflegefachfrauen und Pflegefachmänner', oid: '1.2.276.0.76.4.234' },
  hebamme: { ...register, item: 'Hebamme', oid: '1.2.276.0.76.4.235' },
  physiotherapeut: { ...register, item: 'Physiotherapeut/-in', oid: '1.2.276.0.76.4.236' },
  augenoptiker: { ...crafts, item: 'Augenoptiker/-in und Optometrist/-in', oid: '1.2.276.0.76.4.237' },
  hoerakustiker: { ...crafts, item: 'Hörakustiker/-in', oid: '1.2.276.0.76.4.238' },
  orthopaedieschuhmacher: { ...crafts, item: 'Orthopädieschuhmacher/-in', oid: '1.2.276.0.76.4.239' },
  orthopaedietechniker: { ...crafts, item: 'Orthopädietechniker/-in', oid: '1.2.276.0.76.4.240' },
  zahntechniker: { ...crafts, item: 'Zahntechniker/-in', oid: '1.2.276.0.76.4.241' },
  ergotherapeut: { ...register, item: 'Ergotherapeut/-in', oid: '1.2.276.0.76.4.274' },
  logopaede: { ...register, item: 'Logopäde/Logopädin', oid: '1.2.276.0.76.4.275' },
  podologe: { ...register, item: 'Podologe/Podologin', oid: '1.2.276.0.76.4.276' },
  ernaehrungstherapeut: { ...register, item: 'Ernährungstherapeut/-in', oid: '1.2.276.0.76.4.277' },
} as const satisfies Record<string, Profession>

/** A profession as the command line names it. */
export type ProfessionName = keyof typeof professions

/** True for a name of {@link professions}. */
export function isProfessionName(name: string): name is ProfessionName {
  return Object.hasOwn(professions, name)
}
