/** Dates, numbers and sizes as the reader's language writes them. */
export interface Format {
  readonly number: (value: number) => string
  /** Day of an ISO 8601 time, in the time zone of this computer. */
  readonly date: (iso: string) => string
  /** Day and time of an ISO 8601 time, in the time zone of this computer. */
  readonly time: (iso: string) => string
  /** Size of a file in bytes, kB (1000 bytes) or MB. */
  readonly size: (bytes: number) => string
}

/** How a language writes numbers and dates. By hand: the first use of Intl takes a tenth of the time of a short command. */
interface Spelling {
  readonly decimal: string
  readonly group: string
  readonly day: (day: number, month: number, year: number) => string
}

// As ICU abbreviates them for British English: four letters for September.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

const spellings = {
  'de-DE': { decimal: ',', group: '.', day: (day, month, year) => `${two(day)}.${two(month)}.${year}` },
  'en-GB': { decimal: '.', group: ',', day: (day, month, year) => `${day} ${months[month - 1] ?? ''} ${year}` },
} as const satisfies Record<string, Spelling>

export function formatFor(locale: keyof typeof spellings): Format {
  const { decimal, group, day }: Spelling = spellings[locale]
  const number = (value: number, decimals = 0): string => {
    const factor = 10 ** decimals
    const [whole = '', fraction] = String(Math.round(value * factor) / factor).split('.')
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group)
    return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`
  }
  const date = (iso: string): string => {
    const at = new Date(iso)
    return day(at.getDate(), at.getMonth() + 1, at.getFullYear())
  }
  return {
    number: (value) => number(value),
    date,
    time: (iso) => {
      const at = new Date(iso)
      return `${date(iso)}, ${two(at.getHours())}:${two(at.getMinutes())}`
    },
    size(bytes) {
      if (bytes < 1000) return `${number(bytes)} B`
      if (bytes < 999_950) return `${number(bytes / 1000, 1)} kB`
      return `${number(bytes / 1_000_000, 1)} MB`
    },
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
