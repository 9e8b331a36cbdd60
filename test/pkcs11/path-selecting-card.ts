import type { CardSource } from '../../simulator/reader/card-source.js'
import { ForwardingCard } from '../../simulator/reader/forwarding-card.js'

const SELECT = 0xa4
const MASTER = 0x3f00

/**
 * The same card, if it also took a path or a file identifier in SELECT (P1 00, 08 and 09), which gemSpec_COS has not: each
 * step is selected by the commands that it has. A card that does not exist, to see what would stop OpenSC next.
 */
export function pathSelecting(source: CardSource): CardSource {
  return {
    imagePath: source.imagePath,
    open: async (plan) => {
      const opened = await source.open(plan)
      return { ...opened, card: new PathSelectingCard(opened.card) }
    },
  }
}

class PathSelectingCard extends ForwardingCard {
  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const [, ins, p1 = 0, p2, length = 0] = command
    if (ins !== SELECT || ![0x00, 0x08, 0x09].includes(p1)) return await this.card.transmit(command)
    let answer = Uint8Array.of(0x6a, 0x82)
    for (let i = 5; i < 5 + length; i += 2) answer = await this.#step(command.subarray(i, i + 2))
    return p2 === 0x0c ? answer.slice(-2) : answer
  }

  /** Into the root, else to the file, else into the folder of that identifier, with its file control parameters. */
  async #step(identifier: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const send = async (...head: number[]): Promise<Uint8Array<ArrayBuffer>> =>
      Uint8Array.from(await this.card.transmit(Uint8Array.from(head)))
    if (((identifier[0] ?? 0) << 8) + (identifier[1] ?? 0) === MASTER) return await send(0, SELECT, 0x04, 0x04, 0)
    const file = await send(0, SELECT, 0x02, 0x04, 2, ...identifier, 0)
    return file.at(-2) === 0x90 ? file : await send(0, SELECT, 0x01, 0x04, 2, ...identifier, 0)
  }
}
