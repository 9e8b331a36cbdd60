import { execFile } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { BenchToken } from './bench-token.js'
import { ehba, runProgram, type ProcessCost } from './command-line.js'

const run = promisify(execFile)
const python = fileURLToPath(new URL('../../dist/pyhanko', import.meta.url))
const pyHankoScript = fileURLToPath(new URL('../../bench/sign-by-pyhanko.py', import.meta.url))
const packages = ['pyhanko==0.38.0', 'python-pkcs11==0.10.1']

/** Signs all documents of a bench, and resolves to how many it signs in a second, from the start of its first process. */
export type TokenSigner = (bench: BenchToken) => Promise<number>

/** `ehba sign`: one process for all documents. */
export const byEhba: TokenSigner = async (bench) => {
  const out = bench.newFolder()
  return checked(bench, join(out, 'signed'), await signByEhba(bench, out, bench.inputs))
}

/** Milliseconds that `ehba sign` takes for one document: what a batch costs before it is one. */
export async function oneByEhba(bench: BenchToken): Promise<number> {
  return (await signByEhba(bench, bench.newFolder(), bench.inputs.slice(0, 1))).wallMs
}

function signByEhba(bench: BenchToken, out: string, inputs: readonly string[]): Promise<ProcessCost> {
  const words = ['sign', ...inputs, '--reader', bench.token.reader(), '--secrets-file', bench.files.secrets]
  const state = { XDG_STATE_HOME: join(out, 'state') }
  return runProgram(ehba, [...words, '--out', join(out, 'signed')], { ...bench.env, ...state })
}

/** `openssl cms` through libp11's engine: a process, a login and a search for the key for each document. */
export const byOpenssl: TokenSigner = async (bench) => {
  const out = bench.newFolder()
  const key = `pkcs11:serial=${bench.token.serial};id=%${bench.keyId};type=private;pin-source=file:${bench.files.pin}`
  const script = `set -e; for document; do
    openssl cms -sign -cades -binary -md sha256 -outform DER -engine pkcs11 -keyform engine -inkey "$KEY" \\
      -signer "$SIGNER" -in "$document" -out "$OUT/\${document##*/}.p7s"
  done`
  const own = { KEY: key, SIGNER: bench.files.signer, OUT: out, OPENSSL_CONF: await engineSettings(bench) }
  const cost = await runProgram('bash', ['-c', script, 'bash', ...bench.inputs], { ...bench.env, ...own })
  return checked(bench, out, cost)
}

/** `pkcs11-tool --sign` over hashes that are there already: a process and a login for each, and no CAdES around it. */
export const byPkcs11Tool: TokenSigner = async (bench) => {
  const out = bench.newFolder()
  const script = `set -e; for digest; do
    pkcs11-tool --module "$MODULE" --slot "$SLOT" --login --pin env:TOKEN_PIN --sign --mechanism ECDSA --id "$ID" \\
      --input-file "$digest" --output-file "$OUT/\${digest##*/}"
  done`
  const own = { MODULE: bench.room.modulePath, SLOT: String(bench.token.slot), ID: bench.keyId, OUT: out }
  const { wallMs } = await runProgram('bash', ['-c', script, 'bash', ...bench.digests], { ...bench.env, ...own })
  return perSecond(bench, out, wallMs)
}

/** pyHanko's library: one process and one session for all documents. */
export const byPyHanko: TokenSigner = async (bench) => {
  const out = bench.newFolder()
  const words = [pyHankoScript, bench.room.modulePath, bench.token.serial, bench.keyId, out, ...bench.inputs]
  return checked(bench, out, await runProgram(join(python, 'bin/python'), words, bench.env))
}

/** Why `openssl` cannot sign by a token here; undefined: it can. */
export async function engineMissing(): Promise<string | undefined> {
  const engine = await enginePath()
  return existsSync(engine) ? undefined : `${engine} is missing (libengine-pkcs11-openssl)`
}

/** Why pyHanko cannot be run here; undefined: it can. It is fetched once, into `dist`. */
export async function pyHankoMissing(): Promise<string | undefined> {
  if (existsSync(join(python, 'complete'))) return undefined
  try {
    await run('python3', ['-m', 'venv', '--clear', python])
    await run(join(python, 'bin/pip'), ['install', '--quiet', ...packages])
    writeFileSync(join(python, 'complete'), '')
    return undefined
  } catch (error) {
    return `pyHanko cannot be installed: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function engineSettings(bench: BenchToken): Promise<string> {
  const path = join(bench.room.folder, 'engine.cnf')
  const settings = `openssl_conf = openssl_init
[openssl_init]
engines = engine_section
[engine_section]
pkcs11 = pkcs11_section
[pkcs11_section]
engine_id = pkcs11
dynamic_path = ${await enginePath()}
MODULE_PATH = ${bench.room.modulePath}
init = 0
`
  writeFileSync(path, settings)
  return path
}

async function enginePath(): Promise<string> {
  const { stdout } = await run('openssl', ['version', '-e'])
  return join(/"(.*)"/.exec(stdout)?.[1] ?? '', 'pkcs11.so')
}

/** A signer that is fast because it signs something else is no competitor. */
async function checked(bench: BenchToken, out: string, { wallMs }: ProcessCost): Promise<number> {
  for (const input of bench.inputs.slice(-1)) await bench.check(input, join(out, `${basename(input)}.p7s`))
  return perSecond(bench, out, wallMs)
}

function perSecond(bench: BenchToken, out: string, wallMs: number): number {
  const files = readdirSync(out).length
  if (files !== bench.inputs.length) throw new Error(`${files} of ${bench.inputs.length} documents were signed`)
  return (bench.inputs.length / wallMs) * 1000
}
