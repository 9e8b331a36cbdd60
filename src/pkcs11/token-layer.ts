import { HealthCardError } from '../errors/health-card-error.js'
import { translated } from './cryptoki-errors.js'
import { parseReaderAddress, readerName, type ReaderAddress, type TokenFilter } from './reader-address.js'
import { TokenCard } from './token-card.js'
import { asksForPins, CKF } from './token-flags.js'
import type { SlotFacts, TokenModule } from './token-module.js'

/** A module by the name that the configuration or p11-kit gives it. */
export interface KnownModule {
  readonly name: string
  readonly path: string
}

/** What {@link TokenLayer} needs. */
export interface TokenLayerParts {
  /** `pkcs11:…`, as people write them. */
  readonly readers: readonly string[]
  /** Modules that have names; asked for when one is needed. */
  readonly knownModules: () => Promise<readonly KnownModule[]>
  readonly openModule: (path: string, patienceMs: number | undefined) => TokenModule
}

/** One slot of a module, under a name that tells it from every other. */
export interface TokenReader {
  readonly name: string
  readonly layer: 'pkcs11'
  /** The slot, or what was asked for, as long as there is one of it. */
  readonly seat: string
  readonly card: 'present' | 'absent'
  readonly atr: null
  /** File of the module. */
  readonly backend: string
}

interface FoundSlot {
  readonly reader: TokenReader
  readonly slot: SlotFacts | undefined
}

/** The slots of PKCS#11 modules as readers, and the tokens in them as cards. */
export class TokenLayer {
  readonly #parts: TokenLayerParts
  readonly #wanted: readonly { readonly asked: string; readonly address: ReaderAddress }[]
  /** By path and patience; with the number of cards that are open in each. */
  readonly #modules = new Map<string, { readonly module: TokenModule; users: number }>()
  /** By name, as they were listed last. */
  #seen: ReadonlyMap<string, FoundSlot> = new Map()

  /** @throws HealthCardError as {@link parseReaderAddress} */
  constructor(parts: TokenLayerParts) {
    this.#parts = parts
    this.#wanted = parts.readers.map((asked) => ({ asked, address: parseReaderAddress(asked) }))
  }

  /** Starts the modules that will be needed, beside everything else: a process takes its time to begin. */
  begin(): void {
    for (const { address } of this.#wanted) {
      const started = this.#modulesOf(address).then((modules) =>
        Promise.all(modules.map(({ path }) => this.#moduleAt(path, undefined).module.facts())),
      )
      // What is wrong with a module is told to whoever asks for its slots.
      started.catch(() => undefined)
    }
  }

  /**
   * Lists the slots that are meant. A token that is not there is a reader without a card.
   *
   * @throws HealthCardError `HC_READER_NONE` where a module is not known or cannot be used
   */
  async readers(): Promise<readonly TokenReader[]> {
    const found = await Promise.all(this.#wanted.map(({ address, asked }) => this.#find(address, asked)))
    this.#seen = new Map(found.flat().map((slot) => [slot.reader.name, slot]))
    return [...this.#seen.values()].map(({ reader }) => reader)
  }

  async hasPinPad(name: string): Promise<boolean | null> {
    const { slot } = await this.#slotNamed(name)
    return slot?.token ? asksForPins(slot.token) : null
  }

  /** @throws HealthCardError `HC_READER_NONE`, `HC_CARD_NONE`, `HC_CARD_REMOVED`, `HC_CARD_SILENT` */
  async connect(name: string, patienceMs?: number): Promise<TokenCard> {
    const { reader, slot } = await this.#slotNamed(name, patienceMs)
    if (!slot || reader.card === 'absent')
      throw new HealthCardError('HC_CARD_NONE', `no token in ${name}`, { reader: name })
    const entry = this.#moduleAt(reader.backend, patienceMs)
    entry.users++
    const leave = async (): Promise<void> => {
      entry.users--
      // The process ends with the last card: a vendor's module may keep a token to itself as long as it lives.
      if (entry.users === 0) await entry.module.close()
    }
    try {
      return await TokenCard.open(entry.module, slot.slot, name, leave)
    } catch (error) {
      await leave()
      throw error
    }
  }

  /** As it was listed last: a token that has gone since says so itself. */
  async #slotNamed(name: string, patienceMs?: number): Promise<FoundSlot> {
    const seen = this.#seen.get(name)
    if (seen) return seen
    const found = await this.#find(parseReaderAddress(name), name, patienceMs)
    const [first, ...others] = found
    if (first && others.length === 0) return first
    throw new HealthCardError('HC_READER_NONE', `no one slot is called ${name}`, {
      reader: name,
      known: found.map(({ reader }) => reader.name),
    })
  }

  async #find(address: ReaderAddress, asked: string, patienceMs?: number): Promise<FoundSlot[]> {
    const modules = await this.#modulesOf(address)
    const found = await Promise.all(
      modules.map(async ({ name, path }) => {
        const slots = await this.#slotsOf(path, patienceMs)
        const meant = slots.filter((slot) => matches(slot, address.filter))
        return meant.map((slot) => ({ slot, reader: describe(slot, nameOf(name, slot, slots), path) }))
      }),
    )
    const [first, ...others] = found.flat()
    const [module] = modules
    if (first && (others.length > 0 || Object.keys(address.filter).length === 0)) return [first, ...others]
    // A token that was asked for by its name has its place, also while it is not there.
    const seat = asked
    if (first) return [{ ...first, reader: { ...first.reader, seat } }]
    const absent = { name: asked, layer: 'pkcs11', seat, card: 'absent', atr: null } as const
    return module ? [{ reader: { ...absent, backend: module.path }, slot: undefined }] : []
  }

  async #slotsOf(path: string, patienceMs: number | undefined): Promise<readonly SlotFacts[]> {
    return await translated(path, () => this.#moduleAt(path, patienceMs).module.slots())
  }

  #moduleAt(path: string, patienceMs: number | undefined): { readonly module: TokenModule; users: number } {
    const key = `${path} ${patienceMs}`
    const entry = this.#modules.get(key) ?? { module: this.#parts.openModule(path, patienceMs), users: 0 }
    this.#modules.set(key, entry)
    return entry
  }

  async #modulesOf({ module }: ReaderAddress): Promise<readonly KnownModule[]> {
    if (module !== undefined && /[/\\]/.test(module)) return [{ name: module, path: module }]
    const known = await this.#parts.knownModules()
    if (module === undefined) return known
    const found = known.find(({ name }) => name === module)
    if (found) return [found]
    // A file that the system's loader finds by itself.
    if (/\.(so|dll|dylib)(\.\d+)*$/.test(module)) return [{ name: module, path: module }]
    throw new HealthCardError('HC_READER_NONE', `no PKCS#11 module is called ${module}`, {
      problem: 'moduleUnknown',
      module,
      known: known.map(({ name }) => name),
    })
  }
}

function matches({ slot, token }: SlotFacts, filter: TokenFilter): boolean {
  const { token: label, slot: wantedSlot, ...others } = filter
  if (wantedSlot !== undefined && wantedSlot !== slot) return false
  const wanted = Object.entries({ ...others, ...(label !== undefined && { label }) })
  return wanted.every(([name, value]) => token?.[name as keyof typeof token] === value)
}

function describe({ slot, token }: SlotFacts, name: string, path: string): TokenReader {
  // A token that nobody has initialised yet has neither PIN nor key.
  const usable = token !== undefined && (token.flags & CKF.tokenInitialized) !== 0
  return {
    name,
    layer: 'pkcs11',
    seat: `${path} ${slot}`,
    card: usable ? 'present' : 'absent',
    atr: null,
    backend: path,
  }
}

/** By the serial number, which stays when slots are numbered anew; by the slot where that does not tell. */
function nameOf(module: string, { slot, token }: SlotFacts, all: readonly SlotFacts[]): string {
  const serial = token?.serial ?? ''
  const isUnique = serial !== '' && all.filter((other) => other.token?.serial === serial).length === 1
  return readerName(module, isUnique ? { serial } : { slot })
}
