import { cardKinds } from '../card-kinds.js'
import type { CardPlan } from '../card-options.js'
import { digitsOf, type PasswordSecrets } from '../card-secrets.js'

const RULE = '='.repeat(78)

/** The letter that an issuer sends after the card, in German. */
export function pinLetter(plan: CardPlan, passwords: readonly PasswordSecrets[], can: string): string {
  const { title } = cardKinds[plan.kind]
  const name = `${plan.holder.givenName} ${plan.holder.surname}`
  return [
    RULE,
    'TESTKARTE – NICHT GÜLTIG                                   TEST-ONLY NOT-VALID',
    RULE,
    '',
    'Kartenherausgeber Beispielland',
    'Beispielweg 1, 00000 Musterstadt',
    '',
    name,
    plan.institution?.item ?? plan.profession.item,
    '',
    `Musterstadt, ${germanDate(plan.now)}`,
    '',
    `PIN-Brief: ${title}`,
    `Kartennummer (ICCSN):          ${plan.iccsn}`,
    `Telematik-ID:                  ${plan.telematikId}`,
    `Kartenzugangsnummer (CAN):     ${can}`,
    '',
    `Guten Tag ${name},`,
    '',
    ...introduction[plan.state],
    '',
    ...passwords.flatMap(passwordLines),
    ...(plan.state === 'transport' ? [...firstSteps(passwords), ''] : []),
    ...advice(plan.kind),
    '',
    'Mit dieser Testkarte lässt sich nichts rechtswirksam unterschreiben.',
    RULE,
    '',
  ].join('\n')
}

function passwordLines({ slot, transportPin, puk }: PasswordSecrets): string[] {
  return [
    `  ${slot.title} (${slot.name})`,
    `      ${slot.purpose}`,
    ...(transportPin
      ? [`      Transport-PIN:    ${digitsOf(transportPin)}`]
      : ['      ohne PIN ausgeliefert; die erste PIN wird ohne Transport-PIN gesetzt']),
    `      PUK:              ${digitsOf(puk)}`,
    '',
  ]
}

function firstSteps(passwords: readonly PasswordSecrets[]): string[] {
  const toActivate = passwords.filter(({ transportPin }) => transportPin).map(({ slot }) => slot.title)
  return [
    'Was Sie zuerst tun',
    '  1. Stecken Sie die Karte und rufen Sie »ehba card activate« auf.',
    `  2. Ersetzen Sie jede Transport-PIN durch eine eigene PIN: ${toActivate.join(', ')}.`,
    '     Eigene PINs haben 6 bis 8 Ziffern. Nehmen Sie für jede eine andere.',
    '  3. Geben Sie die Karte danach bei Ihrem Kartenherausgeber frei.',
  ]
}

const introduction = {
  transport: [
    'Ihre Karte ist mit Transport-PINs geschützt, die nur einmal gelten. Bewahren Sie',
    'diesen Brief getrennt von der Karte auf; die PUK brauchen Sie vielleicht noch.',
  ],
  active: [
    'Ihre Karte ist bereits aktiviert: Die Transport-PINs sind verbraucht, und die',
    'gesetzten PINs stehen in der Datei »secrets« neben diesem Brief.',
  ],
} as const

function advice(kind: CardPlan['kind']): string[] {
  const general = [
    'Was Sie wissen sollten',
    '  - Nach drei falschen Eingaben ist eine PIN gesperrt. Die PUK hebt die Sperre auf;',
    '    sie gilt zehnmal, richtige und falsche Eingaben zusammen.',
  ]
  switch (kind) {
    case 'hba':
      return [
        ...general,
        '  - Für die Karten-PIN setzt die PUK auch eine neue PIN, für die Signatur-PIN nicht:',
        '    Wer deren Transport-PIN oder PIN verloren hat, braucht eine neue Karte.',
      ]
    case 'smcb':
      return [...general, '  - Mit der PUK lässt sich auch eine neue PIN setzen.']
  }
}

function germanDate(date: Date): string {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-')
  return `${day}.${month}.${year}`
}
