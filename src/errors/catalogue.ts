/** Where a failure lies, for those who decide what to do next: a person, a practice program, a retry loop. */
export type ErrorKind = 'usage' | 'card' | 'reader' | 'pin' | 'certificate' | 'document' | 'remote' | 'bug'

/** One row of the catalogue. */
export interface ErrorFacts {
  readonly kind: ErrorKind
  /** True where the same call can succeed later without anybody changing anything. */
  readonly retriable: boolean
  /** Exit code of the command line, as in docs/errors.md. */
  readonly exit: number
  /** HTTP status of the daemon. */
  readonly http: number
}

const usage = { kind: 'usage', retriable: false, exit: 2, http: 400 } as const
const document = { kind: 'document', retriable: false, exit: 3, http: 422 } as const
const pin = { kind: 'pin', retriable: false, http: 409 } as const
const card = { kind: 'card', retriable: false, http: 409 } as const
const certificate = { kind: 'certificate', retriable: false, http: 422 } as const

/**
 * Every error of the product: code → facts. A code states a fact; it is never reused and never renamed. Texts for people
 * are in `src/cli/messages`, the reference in `docs/errors.md`; a test proves that the three agree.
 */
export const errorCatalogue = {
  HC_USAGE_INVALID: usage,
  HC_USAGE_SECRET_ARGUMENT: usage,
  HC_CONFIG_INVALID: usage,
  HC_SECRETS_MALFORMED: usage,
  HC_SECRETS_READABLE: usage,
  HC_PIN_FORMAT: { ...usage, kind: 'pin' },

  HC_READER_NONE: { kind: 'reader', retriable: true, exit: 10, http: 503 },
  HC_READER_PAD_REFUSED: { kind: 'reader', retriable: false, exit: 13, http: 409 },
  HC_CARD_NONE: { ...card, retriable: true, exit: 11, http: 404 },
  HC_CARD_KIND_WRONG: { ...card, exit: 12 },
  HC_CARD_AMBIGUOUS: { ...card, exit: 12 },
  HC_CARD_KEY_AMBIGUOUS: { ...card, exit: 12 },
  HC_CARD_KEY_MISSING: { ...card, exit: 13 },
  HC_CARD_OPERATION_REFUSED: { ...card, exit: 13 },
  HC_CARD_STATUS_UNKNOWN: { ...card, exit: 13 },
  HC_CARD_DATA_MALFORMED: { ...card, exit: 13 },
  HC_CARD_BUSY: { ...card, retriable: true, exit: 50, http: 423 },
  HC_CARD_REMOVED: { ...card, retriable: true, exit: 51, http: 410 },
  HC_CARD_SILENT: { ...card, retriable: true, exit: 51, http: 504 },

  HC_PIN_WRONG: { ...pin, exit: 20 },
  HC_PIN_ALREADY_REFUSED: { ...pin, exit: 20 },
  HC_PUK_WRONG: { ...pin, exit: 20 },
  HC_PIN_BLOCKED: { ...pin, exit: 21 },
  HC_PUK_USED_UP: { ...pin, exit: 21 },
  HC_PIN_TRANSPORT_STATE: { ...pin, exit: 22 },
  HC_PIN_CANCELLED: { ...pin, exit: 23 },
  HC_PIN_MISSING: { ...pin, exit: 23 },
  HC_PIN_LAST_TRY: { ...pin, exit: 24 },
  HC_PIN_NOT_SETTABLE_BY_PUK: { ...pin, exit: 13 },
  HC_PIN_NOT_VERIFIED: { ...pin, exit: 13 },
  HC_PIN_UNKNOWN: { ...pin, exit: 13 },

  HC_CERT_EXPIRED: { ...certificate, exit: 30 },
  HC_CERT_NOT_YET_VALID: { ...certificate, exit: 30 },
  HC_CERT_MISSING: { ...certificate, exit: 13 },
  HC_CERT_MALFORMED: { ...certificate, exit: 32 },
  HC_CERT_KEY_MISMATCH: { ...certificate, exit: 32 },
  HC_CERT_USAGE_WRONG: { ...certificate, exit: 32 },
  HC_CERT_UNTRUSTED: { ...certificate, exit: 32 },
  HC_CERT_ALGORITHM_ENDED: { ...certificate, exit: 13 },
  HC_SIGNATURE_INVALID: { ...certificate, exit: 32 },
  HC_SIGNATURE_MALFORMED: { ...certificate, exit: 32 },

  HC_INPUT_UNUSABLE: document,
  HC_INPUT_CHANGED: document,
  HC_OUTPUT_EXISTS: document,
  HC_OUTPUT_UNUSABLE: document,
  HC_SIM_IMAGE_INVALID: document,
  HC_SIM_STATE_INVALID: document,
  HC_SIM_SCRIPT_INVALID: usage,
  HC_SIM_READERS_UNUSABLE: { kind: 'reader', retriable: false, exit: 10, http: 503 },

  HC_JOURNAL_UNUSABLE: document,
  HC_BATCH_UNKNOWN: usage,
  HC_BATCH_AMBIGUOUS: usage,
  HC_BATCH_RUNNING: { kind: 'document', retriable: true, exit: 50, http: 423 },
  HC_BATCH_INCOMPLETE: { kind: 'document', retriable: true, exit: 40, http: 409 },
  HC_STOPPED: { kind: 'usage', retriable: true, exit: 41, http: 409 },

  HC_INTERNAL: { kind: 'bug', retriable: false, exit: 70, http: 500 },
} as const satisfies Record<string, ErrorFacts>

export type ErrorCode = keyof typeof errorCatalogue
