/** Names of the groups of cases, in the order in which they are run. */
export const groupNames = [
  'select',
  'fcp',
  'read-binary',
  'records',
  'read-public-key',
  'random',
  'manage-security-environment',
  'manage-channel',
  'class-and-length',
  'get-pin-status',
  'verify',
  'change-reference-data',
  'reset-retry-counter',
  'verification-requirement',
  'pso-compute-digital-signature',
  'internal-authenticate',
  'pso-decipher',
  'write-binary',
  'stories',
] as const

export type GroupName = (typeof groupNames)[number]
