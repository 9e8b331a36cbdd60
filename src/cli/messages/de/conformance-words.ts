import type { Words } from '../texts.js'

/** German words of `ehba conformance`. */
export const conformanceWords: Words['conformance'] = {
  progress: '{bar} {value} von {total} Fällen',
  title: (iccsn) => `Konformität der Karte ${iccsn}`,
  basis: 'Grundlage: gemSpec_COS V3.12.0. Ein Fall nennt die Anforderung und den Teil von ihr, der entscheidet.',
  simulated: 'Simulierte Karte: Jeder Fall hatte eine Kopie der Karte für sich; die Karte selbst ist, wie sie war.',
  readOnly:
    'Diese Karte ist nicht simuliert. Nur lesende Befehle gingen an sie: keine PIN, keine PUK, nichts, was zählt oder schreibt.',
  result: 'Ergebnis',
  failures: 'Anders als die Spezifikation',
  noFailures: 'Jeder ausgeführte Fall verlief, wie die Spezifikation es sagt.',
  leftOutTitle: 'Ausgelassen',
  nothingLeftOut: 'Kein Fall wurde ausgelassen.',
  allCases: 'Alle Fälle',
  total: 'zusammen',
  group: 'Gruppe',
  case: 'Fall',
  requirement: 'Anforderung',
  demand: 'Was sie verlangt',
  command: 'Befehl',
  expected: 'Erwartet',
  got: 'Erhalten',
  verdict: 'Urteil',
  reason: 'Grund',
  count: 'Fälle',
  before: (step) => `vor dem Befehl, bei ${step}`,
  verdicts: { passed: 'bestanden', failed: 'ANDERS', leftOut: 'ausgelassen' },
  reasons: {
    changesTheCard: 'tut mehr als lesen',
    keyNotThere: 'die Karte hat keinen solchen Schlüssel',
    noExtendedLength: 'der Leser nimmt keine erweiterten Längen',
    secretNotGiven: 'kein Geheimnis aus dem Brief angegeben (--secrets-file)',
    noTransportPin: 'die Karte hat keine Transport-PIN mehr',
  },
}
