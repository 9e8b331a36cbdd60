/**
 * Names of the status words of gemSpec_COS (table CosT_7aa). A name says which word was sent, never what it means: the
 * same word has different meanings in different commands, and only the command's outcome table gives it one.
 */
const statusWordNames: Readonly<Record<string, string>> = {
  '9000': 'NoError',
  '6200': 'DataTruncated',
  '6281': 'CorruptDataWarning',
  '6282': 'EndOfFileWarning',
  '6283': 'FileDeactivated',
  '6285': 'FileTerminated',
  '6287': 'RecordDeactivated',
  '62C1': 'TransportStatusTransportPin',
  '62C7': 'TransportStatusLeerPin',
  '62D0': 'PasswordDisabled',
  '6300': 'AuthenticationFailure',
  '6400': 'KeyInvalid',
  '6581': 'MemoryFailure',
  '6700': 'WrongLength',
  '6881': 'ChannelClosed',
  '6981': 'WrongFileType',
  '6982': 'SecurityStatusNotSatisfied',
  '6983': 'CommandBlocked',
  '6985': 'ConditionsNotSatisfied',
  '6986': 'NoCurrentEf',
  '6988': 'IncorrectSecureMessagingObject',
  '6A80': 'IncorrectData',
  '6A81': 'UnsupportedFunction',
  '6A82': 'FileNotFound',
  '6A83': 'RecordNotFound',
  '6A84': 'NotEnoughMemory',
  '6A86': 'IncorrectP1P2',
  '6A88': 'ReferenceNotFound',
  '6A89': 'ObjectExists',
  '6A8A': 'DfNameExists',
  '6B00': 'OffsetTooBig',
  '6D00': 'InstructionNotSupported',
  '6E00': 'ClassNotSupported',
}

/** Four upper-case hex digits, as the specifications print a status word. */
export function statusWordHex(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, '0')
}

/** The name of a status word; `Counter3` for 63C3; undefined where gemSpec_COS has no name for it. */
export function statusWordName(sw: number): string | undefined {
  const hex = statusWordHex(sw)
  return hex.startsWith('63C') ? `Counter${sw & 0xf}` : statusWordNames[hex]
}
