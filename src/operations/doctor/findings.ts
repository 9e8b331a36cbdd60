/** What a check of `ehba doctor` came to. `skipped`: it could not run, because of a check before it. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped'

/** The checks, in the order in which they run. */
export const checkIds = [
  'configuration',
  'node',
  'pcsc',
  'pkcs11',
  'clock',
  'stateFolder',
  'batches',
  'readers',
  'card',
  'pin',
  'certificate',
  'hba',
] as const

export type CheckId = (typeof checkIds)[number]

interface FindingFacts {
  readonly check: CheckId
  readonly verdict: Exclude<Verdict, 'skipped'>
}

/**
 * Everything that a check can find of its own. Where a command would fail with an error of the catalogue, the check gives
 * that error instead, so that both say the same.
 */
export const findings = {
  configurationUsable: { check: 'configuration', verdict: 'ok' },

  nodeSupported: { check: 'node', verdict: 'ok' },
  nodeTooOld: { check: 'node', verdict: 'failed' },

  pcscModulePresent: { check: 'pcsc', verdict: 'ok' },
  pcscModuleMissing: { check: 'pcsc', verdict: 'warning' },
  pkcs11ModulePresent: { check: 'pkcs11', verdict: 'ok' },
  pkcs11ModuleMissing: { check: 'pkcs11', verdict: 'warning' },

  clockPlausible: { check: 'clock', verdict: 'ok' },
  clockBeforeProgram: { check: 'clock', verdict: 'failed' },

  stateFolderReady: { check: 'stateFolder', verdict: 'ok' },
  stateFolderNotYetMade: { check: 'stateFolder', verdict: 'ok' },
  stateFolderOpenToOthers: { check: 'stateFolder', verdict: 'warning' },
  stateFolderNotFolder: { check: 'stateFolder', verdict: 'failed' },
  stateFolderNotReadable: { check: 'stateFolder', verdict: 'failed' },
  stateFolderNotWritable: { check: 'stateFolder', verdict: 'failed' },

  batchesFinished: { check: 'batches', verdict: 'ok' },
  batchLeftOver: { check: 'batches', verdict: 'warning' },
  batchDamaged: { check: 'batches', verdict: 'warning' },
  batchOfNewerVersion: { check: 'batches', verdict: 'warning' },

  readersFound: { check: 'readers', verdict: 'ok' },

  cardRecognised: { check: 'card', verdict: 'ok' },
  cardWithoutSigning: { check: 'card', verdict: 'warning' },

  pinActive: { check: 'pin', verdict: 'ok' },
  pinNotNeeded: { check: 'pin', verdict: 'ok' },
  pinNotTold: { check: 'pin', verdict: 'ok' },
  pinOneTryLeft: { check: 'pin', verdict: 'warning' },
  pinChangeInterrupted: { check: 'pin', verdict: 'warning' },

  certificateValid: { check: 'certificate', verdict: 'ok' },
  certificateExpires: { check: 'certificate', verdict: 'warning' },
  certificateRefused: { check: 'certificate', verdict: 'warning' },

  hbaFound: { check: 'hba', verdict: 'ok' },
  hbaMissing: { check: 'hba', verdict: 'warning' },
} as const satisfies Record<string, FindingFacts>

export type Finding = keyof typeof findings
