import { toHex } from '../../../src/bytes/hex.js'
import type { SeededRandom } from '../../support/seeded-random.js'
import { pinBlock } from '../../jcardsim/pin-block.js'

/** Names of folders: those of an HBA, one of a card that it is not, and a beginning that several have. */
const folders = [
  ...['d27600014601', 'd27600014602', 'd27600006601', 'a000000167455349474e', 'd27600014603'],
  ...['e828bd080fd27600006601', 'e828bd080fa000000167455349474e', 'd27600014606', 'd276000146'],
]
const files = ['3f00', '2f00', '2f01', '2f02', '2f06', '2f11', 'd001', 'd005', 'c000', 'c006', 'c500', '5031', 'ffff']
const shortIdentifiers = [0x00, 0x01, 0x02, 0x05, 0x06, 0x10, 0x11, 0x1d, 0x1e, 0x1f]
const references = ['01', '81', '83', '02', '9f', '00']
const signatureKeys = ['84', '86', '82', '06', '85']
const algorithms = ['00', '01', '02', '05', '06', '81', 'ff']
const lengths = ['00', '00', '01', '10', 'ff', '000000', '00ffff']
const environments = ['01', '02', '00', '05']

/** What the letter of a card holds for one of its passwords, and the PIN that it has, or gets where it came without one. */
export type CardSecrets = (name: string, kind: 'pin' | 'transport' | 'puk') => string

/** A password with the place where it is, for commands that shall have a meaning. */
interface Place {
  readonly name: string
  readonly folder: string
  readonly reference: string
}

const places: readonly Place[] = [
  { name: 'PIN.CH', folder: 'd27600014601', reference: '01' },
  { name: 'PIN.QES', folder: 'd27600006601', reference: '81' },
]

type Production = (random: SeededRandom) => string | readonly string[]

/**
 * Commands as a host might send them, right and wrong, with what is a command only in form: the grammar knows the objects of
 * an HBA and the secrets of one card.
 */
export class CommandGrammar {
  readonly #random: SeededRandom
  readonly #productions: readonly Production[]

  constructor(random: SeededRandom, card: CardSecrets) {
    this.#random = random
    this.#productions = weighted([
      [5, selectFolder],
      [3, selectFile],
      [4, readBinary],
      [3, records],
      [2, writeBinary],
      [3, (random) => `802000${random.pick(references)}`],
      [5, passwordCommand(card)],
      [2, environment],
      [2, signature(card)],
      [1, publicKey],
      [2, channels],
      [1, (random) => random.pick(['0084000010', '0084000008', '8084000010', '80840000ff'])],
    ])
  }

  /** Commands in hex, at least so many. */
  sequence(length: number): string[] {
    const commands: string[] = []
    while (commands.length < length) {
      const made = this.#random.pick(this.#productions)(this.#random)
      for (const command of [made].flat()) commands.push(this.#varied(command))
    }
    return commands
  }

  /** Now and then in another channel, or with something wrong about it. */
  #varied(command: string): string {
    const random = this.#random
    if (random.chance(0.1)) return `${command.slice(0, 1)}${random.below(4)}${command.slice(2)}`
    if (random.chance(0.97)) return command
    // One byte alone is an order of the reader on vpcd's wire, and no command.
    const at = 4 + 2 * random.below(command.length / 2 - 2)
    const spoilt = [
      () => command.slice(0, at),
      () => `${command}00`,
      () => `${command.slice(0, at)}${bytes(random, 1)}${command.slice(at + 2)}`,
      () => `${command.slice(0, 4)}${bytes(random, 2)}${command.slice(8)}`,
    ]
    return random.pick(spoilt)()
  }
}

function selectFolder(random: SeededRandom): string {
  const name = random.pick(folders)
  return random.pick([
    ...[`00a4040c${lengthOf(name)}${name}`, `00a40404${lengthOf(name)}${name}00`, `00a40406${lengthOf(name)}${name}00`],
    ...['00a4040c', '00a4040400', '00a4030c', '00a4030400', `00a4040e${lengthOf(name)}${name}`],
  ])
}

function selectFile(random: SeededRandom): string {
  const file = random.pick(files)
  return random.pick([`00a4020c02${file}`, `00a4020402${file}00`, `00a4010c02${file}`, `00a4010402${file}00`])
}

function readBinary(random: SeededRandom): string {
  const byIdentifier = random.chance(0.7)
  const p1 = byIdentifier ? byte(0x80 | random.pick(shortIdentifiers)) : byte(random.below(4))
  return `00b0${p1}${byte(random.pick([0, 0, 1, 16, 200, 255]))}${random.pick(lengths)}`
}

function writeBinary(random: SeededRandom): string {
  const data = bytes(random, 1 + random.below(8))
  const ins = random.pick(['d6', 'd0'])
  return `00${ins}${byte(0x80 | random.pick(shortIdentifiers))}00${lengthOf(data)}${data}`
}

function records(random: SeededRandom): string {
  const ins = random.pick(['b2', 'b2', 'b2', 'a2', 'dc', 'e2'])
  const number = byte(ins === 'e2' ? 0 : random.pick([1, 1, 2, 3, 9, 11, 254]))
  const p2 = byte((random.pick([0x00, 0x02, 0x1d, 0x1e, 0x1e]) << 3) | (ins === 'e2' ? 0 : 4))
  const data = bytes(random, 1 + random.below(4))
  return ins === 'b2'
    ? `00b2${number}${p2}${random.pick(lengths)}`
    : `00${ins}${number}${p2}${lengthOf(data)}${data}${ins === 'a2' ? '00' : ''}`
}

/** Secrets stay what they are, or the card would soon be blocked for good: a new PIN is the old one. */
function passwordCommand(card: CardSecrets): Production {
  return (random) => {
    const { name, folder, reference } = random.pick(places)
    const right = pinBlock(card(name, 'pin'))
    const given = random.chance(0.9)
      ? right
      : random.pick([pinBlock('99999999'), pinBlock(card(name, 'transport')), bytes(random, 8)])
    const puk = pinBlock(random.chance(0.9) ? card(name, 'puk') : '99999999')
    const old = random.chance(0.3) ? pinBlock(card(name, 'transport')) : given
    const ref = random.chance(0.9) ? reference : random.pick(references)
    const select = random.chance(0.8) ? [`00a4040c${lengthOf(folder)}${folder}`] : []
    return [
      ...select,
      random.pick([
        ...[`002000${ref}08${given}`, `002000${ref}08${given}`, `002000${ref}08${given}`],
        ...[`002400${ref}10${old}${right}`, `002401${ref}08${right}`],
        ...[`002c00${ref}10${puk}${right}`, `002c01${ref}08${puk}`, `002c02${ref}08${right}`, `002c03${ref}`],
        ...[`002600${ref}08${given}`, `002800${ref}08${given}`, `002601${ref}`, `002801${ref}`],
      ]),
    ]
  }
}

function environment(random: SeededRandom): string {
  const template = random.pick(['b6', 'b6', 'a4', 'b8'])
  const key = random.pick(signatureKeys)
  const data = random.pick([`8401${key}8001${random.pick(algorithms)}`, `8401${key}`, `8001${random.pick(algorithms)}`])
  return random.chance(0.3) ? `0022f3${random.pick(environments)}` : `002241${template}${lengthOf(data)}${data}`
}

/** The way to a signature, as a host goes it. */
function signature(card: CardSecrets): Production {
  return (random) => [
    '00a4040c06d27600006601',
    `0020008108${pinBlock(card('PIN.QES', 'pin'))}`,
    `002241b6068401${random.pick(signatureKeys)}8001${random.pick(algorithms)}`,
    ...Array.from({ length: 1 + random.below(2) }, () => {
      const length = random.pick([32, 32, 32, 20, 48, 33])
      return `${random.pick(['002a9e9a', '002a9e9a', '00880000'])}${byte(length)}${bytes(random, length)}00`
    }),
  ]
}

function publicKey(random: SeededRandom): string {
  const key = random.pick(signatureKeys)
  return random.pick([`004681${key}00`, `004681${key}000000`])
}

function channels(random: SeededRandom): string {
  return random.pick([
    '0070000001',
    '0070000001',
    '01708000',
    '02708000',
    '00704000',
    '00704001',
    '01704001',
    '00708002',
  ])
}

function weighted(table: readonly (readonly [weight: number, production: Production])[]): Production[] {
  return table.flatMap(([weight, production]) => Array<Production>(weight).fill(production))
}

function bytes(random: SeededRandom, length: number): string {
  return toHex(Uint8Array.from({ length }, () => random.below(256)))
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

function lengthOf(data: string): string {
  return byte(data.length / 2)
}
