import { toBigInt } from '../../../src/bytes/big-endian.js'
import { childrenOf, findTlv, readTlv } from '../../../src/bytes/tlv.js'
import { unlessMalformed } from '../../../src/bytes/unless-malformed.js'
import type { CardImage } from '../image/card-image.js'

/** Least lengths of a command that a COS must take, in bytes (gemSpec_COS N029.890): with and without logical channels. */
const WITH_CHANNELS = 1033
const WITHOUT_CHANNELS = 2057

const EF_ATR = 0x2f01
/** Buffer sizes in EF.ATR: command, response, secured command, secured response, each `02 L number`. */
const BUFFER_SIZES = 0xe0
const INTEGER = 0x02

/** The longest command that the card takes, in bytes: as EF.ATR announces it, else the least that COS demands. */
export function commandLimit(image: CardImage): number {
  const file = image.root.files.find((candidate) => candidate.fileIdentifier === EF_ATR)
  const announced = file?.kind === 'transparent' ? announcedLimit(file.body) : undefined
  return announced ?? (image.logicalChannels > 1 ? WITH_CHANNELS : WITHOUT_CHANNELS)
}

function announcedLimit(body: Uint8Array): number | undefined {
  // An EF.ATR that is not personalised announces nothing.
  return unlessMalformed(() => {
    const sizes = readTlv(body)
    const first = sizes.tag === BUFFER_SIZES ? findTlv(childrenOf(sizes), INTEGER) : undefined
    return first && Number(toBigInt(first.value))
  })
}
