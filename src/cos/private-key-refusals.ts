/**
 * What the commands that use a private key answer instead of a result (gemSpec_COS 14.7.4, 14.8.2, 14.8.3). The words mean
 * the same in all of them.
 */
export const privateKeyRefusals = {
  '6982': 'securityStatusNotSatisfied',
  '6400': 'keyNotAvailable',
  '6A81': 'algorithmNotSupported',
  '6A88': 'keyNotFound',
  '6985': 'noKeySelected',
} as const

export type PrivateKeyRefusal = (typeof privateKeyRefusals)[keyof typeof privateKeyRefusals]
