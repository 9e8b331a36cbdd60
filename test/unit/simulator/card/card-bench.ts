import { decodeResponse } from '../../../../src/apdu/response-apdu.js'
import { fromHex, toHex } from '../../../../src/bytes/hex.js'
import { CardCore, type CardCoreOptions } from '../../../../simulator/card/core/card-core.js'
import { readCounters, type CardCounters, type PasswordCounters } from '../../../../simulator/card/card-counters.js'
import { parseCardImage } from '../../../../simulator/card/image/card-image.js'
import { volatileStore } from '../../../../simulator/card/state/log-state-store.js'
import { imageBytes, type ChildXml, type ImageOptions } from './image-builder.js'

/** A powered card that is spoken to in hex. */
export class CardBench {
  readonly core: CardCore

  constructor(core: CardCore) {
    this.core = core
    core.powerOn()
  }

  /** The whole answer, data and status word, in hex. */
  send(command: string): string {
    return toHex(this.core.process(fromHex(command)))
  }

  /** Sends commands one after the other; the status word of the last. */
  status(...commands: readonly string[]): string {
    const answers = commands.map((command) => this.send(command))
    return answers.at(-1)?.slice(-4) ?? ''
  }

  /** The data of an answer that must end with 9000. */
  data(command: string): Uint8Array {
    const { data, sw } = decodeResponse(this.core.process(fromHex(command)))
    if (sw !== 0x9000) throw new Error(`${command} was answered ${sw.toString(16)}`)
    return data
  }

  counters(): CardCounters {
    return readCounters(this.core.image, this.core.memory)
  }

  password(path: string): PasswordCounters {
    const found = this.counters().passwords[path]
    if (!found) throw new Error(`${path} is no password`)
    return found
  }
}

/** A card with these objects in its MF. */
export function benchWith(
  children: readonly ChildXml[],
  options: Partial<CardCoreOptions> & ImageOptions = {},
): CardBench {
  return benchFrom(imageBytes(children, options), options)
}

/** A card from the bytes of an image. */
export function benchFrom(image: Uint8Array, options: Partial<CardCoreOptions> = {}): CardBench {
  return new CardBench(new CardCore({ image: parseCardImage(image), store: volatileStore(), ...options }))
}

/** PIN blocks of test secrets. */
export const pin = {
  right: '26123456ffffffff',
  wrong: '26999999ffffffff',
  fresh: '26654321ffffffff',
  short: '2512345fffffffff',
  long: '29123456789fffff',
  transport: '2554321fffffffff',
  empty: '20ffffffffffffff',
  puk: '2812345678ffffff',
  wrongPuk: '2887654321ffffff',
} as const
