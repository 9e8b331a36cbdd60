import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Longer paths do not fit into the address of a socket (unix(7)). */
const LONGEST_PATH = 107
const NAME = 'ehba-pcsc-XXXXXX/line'

/** A path for a socket, in a new folder that nobody else can enter; gone when this process ends. */
export async function makeRelayPlace(): Promise<string> {
  const places = [process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), tmpdir()]
  const place = places.find((candidate) => Buffer.byteLength(join(candidate, NAME)) <= LONGEST_PATH) ?? '/tmp'
  const folder = await mkdtemp(join(place, 'ehba-pcsc-'))
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  return join(folder, 'line')
}
