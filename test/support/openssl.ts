import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs the openssl command line. */
export function openssl(args: readonly string[]): { accepted: boolean; stdout: Uint8Array; stderr: string } {
  const { status, stdout, stderr } = spawnSync('openssl', args, { maxBuffer: 1 << 26 })
  return { accepted: status === 0, stdout, stderr: stderr.toString() }
}

/** Runs the openssl command line for something that must succeed. */
export function opensslOutput(args: readonly string[]): Uint8Array {
  const { accepted, stdout, stderr } = openssl(args)
  if (!accepted) throw new Error(`openssl ${args.join(' ')}\n${stderr}`)
  return stdout
}

/** A folder for the files that openssl wants. */
export class Workbench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'ehba-test-'))
  #count = 0

  /** Writes a file under a new name and returns its path. */
  file(content: Uint8Array | string, suffix = ''): string {
    const path = join(this.folder, `${this.#count++}${suffix}`)
    writeFileSync(path, content)
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true })
  }
}

/** True if `openssl cms -verify -cades` accepts the signature; `content` is undefined for an attached one. */
export function opensslAcceptsCades(
  bench: Workbench,
  { signature, content, trust }: { signature: Uint8Array; content: Uint8Array | undefined; trust: string },
): boolean {
  const detached = content ? ['-content', bench.file(content)] : []
  return openssl([
    ...['cms', '-verify', '-binary', '-inform', 'DER', '-cades', '-purpose', 'any', '-CAfile', trust],
    ...[...detached, '-in', bench.file(signature), '-out', bench.file('')],
  ]).accepted
}

/** Runs many openssl command lines, two at a time: starting a process takes longer than what it does. True: it succeeded. */
export async function opensslVerdicts(commands: readonly (readonly string[])[]): Promise<boolean[]> {
  const verdicts: boolean[] = []
  const queue = commands.entries()
  const worker = async (): Promise<void> => {
    for (const [index, args] of queue) verdicts[index] = await succeeds(args)
  }
  await Promise.all([worker(), worker()])
  return verdicts
}

function succeeds(args: readonly string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('openssl', args, { stdio: 'ignore' })
    child.once('error', reject)
    child.once('close', (status) => {
      resolve(status === 0)
    })
  })
}
