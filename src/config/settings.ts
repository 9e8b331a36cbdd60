/** What the configuration can say. Every value is optional: nothing is guessed where nobody said anything. */
export interface Settings {
  /** Readers to use where the command line names none. */
  readonly reader: readonly string[]
  /** The native module that carries PC/SC. */
  readonly pcscBackend: 'auto' | 'pcsc-mini' | 'pcsclite'
  /** Files of PKCS#11 modules, by the names under which `--reader pkcs11:NAME` finds them. */
  readonly pkcs11Modules: Readonly<Record<string, string>>
  readonly lang: 'de' | 'en' | undefined
  readonly logLevel: LogLevelSetting
  readonly logFile: string | undefined
  /** Files with trusted root certificates for `verify`. */
  readonly trust: readonly string[]
  /** Files with CA certificates for `verify` and `sign`. */
  readonly chain: readonly string[]
  /** Whether a secrets stream may give PIN.QES to a real card. */
  readonly allowSecretsStreamForQes: boolean
  /** Days for which journals of finished batches are kept. */
  readonly batchRetentionDays: number
}

export type LogLevelSetting = 'off' | 'error' | 'warn' | 'info' | 'debug'

/** One setting: how it is written, where it may come from, and what it means. */
export interface SettingFacts {
  readonly shape: 'text' | 'list' | 'switch' | 'number' | 'paths' | readonly string[]
  /** Environment variable; absent: only the file may say it. */
  readonly variable?: string
  /** Option of the command line that outranks both. */
  readonly option?: string
  readonly standard: string
  readonly meaning: string
}

/** All settings; the reference in docs/configuration.md is made from this table. */
export const settingFacts = {
  reader: {
    shape: 'list',
    variable: 'EHBA_READER',
    option: '--reader',
    standard: 'none',
    meaning:
      'Readers to use where the command line names none: sim:FILE, pkcs11:MODULE, or the name of a card reader or a part of it. None: all card readers (PC/SC).',
  },
  pcscBackend: {
    shape: ['auto', 'pcsc-mini', 'pcsclite'],
    variable: 'EHBA_PCSC_BACKEND',
    standard: 'auto',
    meaning:
      'Native module for card readers; auto: the first that can be loaded. pcsclite knows no transactions: while it works with a card, no other program can connect to it.',
  },
  pkcs11Modules: {
    shape: 'paths',
    standard: 'none',
    meaning:
      'Files of PKCS#11 modules by name, as {"dgn": "/usr/lib/libdgnp11.so"}: --reader pkcs11:dgn then means this one. The modules of p11-kit are known by their names there. Only the file can say it: a module is a program that runs.',
  },
  lang: {
    shape: ['de', 'en'],
    variable: 'EHBA_LANG',
    option: '--lang',
    standard: 'from LC_ALL, LC_MESSAGES, LANG; else en',
    meaning: 'Language of everything that a person reads.',
  },
  logLevel: {
    shape: ['off', 'error', 'warn', 'info', 'debug'],
    variable: 'EHBA_LOG_LEVEL',
    standard: 'off',
    meaning: 'Least severe event that is logged. A log never holds a PIN, an APDU or a document.',
  },
  logFile: {
    shape: 'text',
    variable: 'EHBA_LOG_FILE',
    standard: 'standard error',
    meaning: 'File that the log is appended to.',
  },
  trust: {
    shape: 'list',
    variable: 'EHBA_TRUST',
    option: '--trust',
    standard: 'none',
    meaning: 'Files with the root certificates that verify trusts.',
  },
  chain: {
    shape: 'list',
    variable: 'EHBA_CHAIN',
    option: '--chain',
    standard: 'none',
    meaning: 'Files with CA certificates that verify may use on the way to a root and that sign puts into signatures.',
  },
  allowSecretsStreamForQes: {
    shape: 'switch',
    standard: 'false',
    meaning:
      'Lets a secrets stream give PIN.QES to a real card. Whoever sets this answers for the signatory keeping sole control of the signature (Art. 26 eIDAS). Only the file can say it, so that no script can.',
  },
  batchRetentionDays: {
    shape: 'number',
    standard: '7',
    meaning:
      'Days for which the journals of finished batches are kept. They hold file names, which can be patient data, and no contents; 0 removes them when the next batch is started or the batches are listed.',
  },
} as const satisfies Readonly<Record<keyof Settings, SettingFacts>>
