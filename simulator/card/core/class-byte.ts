/** What CLA says (ISO 7816-4 §5.4.1, gemSpec_COS CosT_760, CosT_67a). */
export interface ClassByte {
  readonly channel: number
  readonly secureMessaging: boolean
  readonly chaining: boolean
  /** CLA as access rules know it: without channel and secure messaging (gemSpec_COS N021.800a). */
  readonly plain: number
}

const PROPRIETARY = 0x80
const CHAINING = 0x10
/** Set in classes for the channels 4 to 19. */
const FURTHER = 0x40
const FURTHER_SECURE_MESSAGING = 0x20
const FIRST_SECURE_MESSAGING = 0x0c

/** Reads CLA; undefined for values that are reserved, or announce a form of secure messaging that COS does not have. */
export function decodeClass(cla: number): ClassByte | undefined {
  return classes[cla]
}

const classes = Array.from({ length: 256 }, (_, cla) => classOf(cla))

function classOf(cla: number): ClassByte | undefined {
  const shared = { chaining: (cla & CHAINING) !== 0, plain: cla & (PROPRIETARY | CHAINING) }
  if ((cla & FURTHER) !== 0) {
    if (cla === 0xff) return undefined
    return { ...shared, channel: 4 + (cla & 0x0f), secureMessaging: (cla & FURTHER_SECURE_MESSAGING) !== 0 }
  }
  const secureMessaging = cla & FIRST_SECURE_MESSAGING
  const isReserved = (cla & FURTHER_SECURE_MESSAGING) !== 0
  if (isReserved || (secureMessaging !== 0 && secureMessaging !== FIRST_SECURE_MESSAGING)) return undefined
  return { ...shared, channel: cla & 0x03, secureMessaging: secureMessaging !== 0 }
}
