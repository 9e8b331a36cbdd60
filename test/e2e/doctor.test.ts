import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '../docs/project-files.js'

const program = join(projectFolder, 'bin/ehba')
const isRoot = process.getuid?.() === 0

/** Runs the doctor as somebody whom permissions stop: root is sent away to be `nobody`. */
function stateFolderCheck(stateHome: string): Readonly<Record<string, unknown>> {
  const words = [process.execPath, program, 'doctor', '--json']
  const [command = '', ...args] = isRoot
    ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', ...words]
    : words
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_STATE_HOME: stateHome }
  const { stdout, stderr } = spawnSync(command, args, { cwd: '/', env, encoding: 'utf8' })
  expect(stderr).toBe('')
  const { checks } = JSON.parse(stdout) as { checks: Readonly<Record<string, unknown>>[] }
  return checks.find(({ id }) => id === 'stateFolder') ?? {}
}

/** A folder that everybody can enter, and in it a state folder that belongs to the one who runs this test. */
function newStateHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'ehba-doctor-'))
  chmodSync(home, 0o755)
  return home
}

describe.skipIf(isRoot && !existsSync('/usr/bin/setpriv'))('the state folder of somebody else', () => {
  it('cannot be read', () => {
    const home = newStateHome()
    mkdirSync(join(home, 'ehba'))
    chmodSync(join(home, 'ehba'), 0o000)
    expect(stateFolderCheck(home)).toMatchObject({
      verdict: 'failed',
      finding: 'stateFolderNotReadable',
      facts: { folder: join(home, 'ehba'), at: join(home, 'ehba') },
    })
  })

  it('may hold a single file that cannot be read', () => {
    const home = newStateHome()
    mkdirSync(join(home, 'ehba'))
    const file = join(home, 'ehba/card.json')
    writeFileSync(file, '{}')
    chmodSync(file, 0o000)
    chmodSync(join(home, 'ehba'), 0o777)
    expect(stateFolderCheck(home)).toMatchObject({ finding: 'stateFolderNotReadable', facts: { at: file } })
  })

  it('cannot be written into', () => {
    const home = newStateHome()
    mkdirSync(join(home, 'ehba'))
    chmodSync(join(home, 'ehba'), 0o555)
    expect(stateFolderCheck(home)).toMatchObject({ finding: 'stateFolderNotWritable' })
  })

  it('cannot be made where the folder above it is closed', () => {
    const home = newStateHome()
    chmodSync(home, 0o555)
    expect(stateFolderCheck(home)).toMatchObject({ finding: 'stateFolderNotWritable', facts: { at: home } })
  })
})

describe('bin/ehba on an old Node.js', () => {
  it('names the cause and the next step in both languages, because nothing can be loaded there', () => {
    const pretended = join(newStateHome(), 'old-node.mjs')
    writeFileSync(
      pretended,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })",
    )
    const { status, stderr } = spawnSync(process.execPath, ['--import', pretended, program, 'doctor'], {
      encoding: 'utf8',
    })
    expect(status).toBe(70)
    expect(stderr).toMatch(/needs Node\.js 20\.19 or newer; this is 18\.20\.4\. Install it: https:/)
    expect(stderr).toMatch(/braucht Node\.js 20\.19 oder neuer; dies ist 18\.20\.4\. Installieren Sie es: https:/)
  })
})
