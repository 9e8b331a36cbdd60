import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where Debian puts it. */
export const softHsmPath = '/usr/lib/softhsm/libsofthsm2.so'

/** Why there can be no such tests here; undefined: there can. */
export const whyNoModules = !existsSync(softHsmPath)
  ? 'SoftHSM2 is not installed'
  : spawnSync('pkcs11-tool', ['--version']).error || spawnSync('gcc', ['--version']).error
    ? 'pkcs11-tool or gcc is not installed'
    : undefined

export const userPin = '123456'
export const soPin = '87654321'

/** Makes a token of SoftHSM in a folder of its own and lets the modules of this process see it alone. */
export function makeToken(folder: string): void {
  const tokens = join(folder, 'tokens')
  mkdirSync(tokens, { recursive: true })
  const configuration = join(folder, 'softhsm2.conf')
  writeFileSync(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  process.env['SOFTHSM2_CONF'] = configuration
  const secrets = ['--so-pin', soPin, '--pin', userPin]
  execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'Praxis', ...secrets], { stdio: 'pipe' })
}

/** Makes a key pair on it with pkcs11-tool. */
export function makeKey(type: string, id: string, ...more: readonly string[]): void {
  runPkcs11Tool('--keypairgen', '--key-type', type, '--id', id, '--label', `key ${id}`, ...more)
}

export function runPkcs11Tool(...args: readonly string[]): void {
  execFileSync('pkcs11-tool', ['--module', softHsmPath, '--login', '--pin', userPin, ...args], { stdio: 'pipe' })
}

/** The processes of modules that belong to a program. */
export function hostsOf(parent: number): number[] {
  return processes().filter((pid) => parentOf(pid) === parent && commandOf(pid).includes('module-host.cjs'))
}

/** The processes of a group. */
export function groupOf(leader: number): number[] {
  return processes().filter((pid) => Number(/\) \w \d+ (\d+)/.exec(statOf(pid))?.[1]) === leader)
}

/** False once it has ended, also where nobody has asked how. */
export function isRunning(pid: number): boolean {
  const state = /\) (\w)/.exec(statOf(pid))?.[1]
  return state !== undefined && state !== 'Z'
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function parentOf(pid: number): number {
  return Number(/\) \w (\d+)/.exec(statOf(pid))?.[1])
}

function statOf(pid: number): string {
  return readIfThere(`/proc/${pid}/stat`)
}

function commandOf(pid: number): string {
  return readIfThere(`/proc/${pid}/cmdline`)
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
