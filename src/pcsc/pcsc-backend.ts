/** The native modules that can carry PC/SC, the best first. */
export const backendNames = ['pcsc-mini', 'pcsclite'] as const

export type BackendName = (typeof backendNames)[number]

/** A reader as PC/SC shows it. */
export interface ReaderState {
  readonly name: string
  /** `mute`: it does not answer to a reset; `unknown`: the reader was unplugged, or does not tell. */
  readonly card: 'present' | 'absent' | 'mute' | 'unknown'
  /** Of the card that is present; empty where PC/SC does not tell it. */
  readonly atr: Uint8Array
  /** True where some program has a connection to the card. */
  readonly inUse: boolean
  /** Another number for another insertion, also where the card was gone for too short a time to be missed. */
  readonly insertions: number
}

/** What happens to a card when it is let go of. */
export type Disposition = 'leave' | 'reset'

/** What a backend does not do itself. */
export interface BackendOptions {
  /** Tells all readers; absent: the module's own way, a thread that reports changes. Without pcscd there is no other. */
  readonly states?: () => Promise<readonly ReaderState[]>
}

/**
 * Port: PC/SC as far as it is needed, one implementation for each native module. Contexts, event streams, numbers and
 * habits of the modules end behind it. Everything rejects with `PcscError`, or never settles: PC/SC knows no time limit,
 * so the caller keeps the time.
 */
export interface PcscBackend {
  readonly name: BackendName
  /** All readers, without powering a card. Empty where there are none; also after pcscd has been started anew. */
  readers(): Promise<readonly ReaderState[]>
  /**
   * Shared with others, on a context of its own, so that nothing waits for another card.
   *
   * @param to - `shared`: powers the card; `direct`: to the reader alone, with or without a card, for `control`
   */
  connect(reader: string, to: 'shared' | 'direct'): Promise<PcscCard>
  /** Ends what listens. Cards are not disconnected. */
  close(): void
}

/** A connection to one card. One call at a time. */
export interface PcscCard {
  /**
   * Keeps everybody else from the card. Where the card was reset since, or with a backend that has to connect anew, another
   * card may be in the reader by now. May take as long as another program keeps it; or rejects with `sharingViolation`.
   */
  lock(): Promise<void>
  /** Lets others use the card. */
  unlock(then: Disposition): Promise<void>
  /** Takes the card anew after `removedCard` and `resetCard`. */
  reconnect(): Promise<void>
  /** Sends a command inside a lock. The response may be empty: a card that is gone looks so behind some drivers. */
  transmit(command: Uint8Array): Promise<Uint8Array>
  /** Sends an order to the reader's driver. `code`: the number of the function; the platform's form of it is added here. */
  control(code: ControlCode, input: Uint8Array): Promise<Uint8Array>
  /** Ends the connection. */
  disconnect(then: Disposition): Promise<void>
}

/** A function by its number (`SCARD_CTL_CODE`), or a code as a reader has told it. */
export type ControlCode = { readonly functionNumber: number } | { readonly code: number }

/** SCARD_CTL_CODE: `FILE_DEVICE_SMARTCARD << 16 | n << 2` on Windows, `0x42000000 + n` elsewhere (PC/SC part 10, §2.2). */
export function controlNumber(control: ControlCode, platform: NodeJS.Platform = process.platform): number {
  if ('code' in control) return control.code
  const { functionNumber } = control
  return platform === 'win32' ? 0x310000 + functionNumber * 4 : 0x42000000 + functionNumber
}

/** Longest response with its status word that PC/SC carries. */
export const LONGEST_RESPONSE = 65_536 + 2
