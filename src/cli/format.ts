/** Dates, numbers and sizes as the reader's language writes them. */
export interface Format {
  readonly number: (value: number) => string
  /** Day of an ISO 8601 time. */
  readonly date: (iso: string) => string
  /** Day and time of an ISO 8601 time, in the time zone of this computer. */
  readonly time: (iso: string) => string
  /** Size of a file in bytes, kB (1000 bytes) or MB. */
  readonly size: (bytes: number) => string
}

/** @param locale - BCP 47, `de-DE` or `en-GB` */
export function formatFor(locale: string): Format {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    number: (value) => whole.format(value),
    date: (iso) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso)),
    time: (iso) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
    size(bytes) {
      if (bytes < 1000) return `${whole.format(bytes)} B`
      if (bytes < 999_950) return `${tenth.format(bytes / 1000)} kB`
      return `${tenth.format(bytes / 1_000_000)} MB`
    },
  }
}
