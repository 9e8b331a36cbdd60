import { describe, expect, it } from 'vitest'
import { checkClock, checkInstallation } from '../../../../src/operations/doctor/check-program.js'
import type { Installation, OptionalModule } from '../../../../src/operations/doctor/doctor-desk.js'
import { projectText } from '../../../docs/project-files.js'

function installation(nodeVersion: string, ...present: readonly OptionalModule[]): Installation {
  const names = ['pcsc-mini', 'pcsclite', 'pkcs11js', 'koffi'] as const
  const modules = names.map((name) => ({ name, present: present.includes(name) }))
  return { nodeVersion, builtAt: new Date('2026-11-21'), modules }
}

const foundIn = (what: Installation): unknown[] =>
  checkInstallation(what).map((check) => ('finding' in check ? check.finding : check.id))

describe('checkInstallation', () => {
  it.each([
    ['18.20.4', 'nodeTooOld'],
    ['20.18.9', 'nodeTooOld'],
    ['20.19.0', 'nodeSupported'],
    ['22.0.0', 'nodeSupported'],
    ['100.1.0', 'nodeSupported'],
  ])('finds of Node.js %s: %s', (version, finding) => {
    expect(foundIn(installation(version))[0]).toBe(finding)
  })

  it('asks for the oldest Node.js that package.json and bin/ehba name', () => {
    const [node] = checkInstallation(installation('18.0.0'))
    const { engines } = JSON.parse(projectText('package.json')) as { engines: { node: string } }
    expect(engines.node).toBe(`>=${String(node?.facts['needed'])}`)
    expect(projectText('bin/ehba')).toContain(`Node.js ${String(node?.facts['needed'])} or newer`)
  })

  it('is content with one of the two modules for PC/SC', () => {
    expect(foundIn(installation('22.0.0', 'pcsclite')).slice(1)).toEqual(['pcscModulePresent', 'pkcs11ModuleMissing'])
    expect(foundIn(installation('22.0.0', 'pcsc-mini', 'pkcs11js', 'koffi')).slice(1)).toEqual([
      'pcscModulePresent',
      'pkcs11ModulePresent',
    ])
    expect(foundIn(installation('22.0.0', 'pcsclite', 'pkcs11js'))[2]).toBe('pkcs11ModuleMissing')
    expect(foundIn(installation('22.0.0')).slice(1)).toEqual(['pcscModuleMissing', 'pkcs11ModuleMissing'])
  })
})

describe('checkClock', () => {
  it('recognises a time before the program was made', () => {
    const verdictAt = (now: string): string => checkClock(new Date(now), installation('22.0.0')).verdict
    expect(['2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z', '2040-01-01'].map(verdictAt)).toEqual([
      'failed',
      'ok',
      'ok',
    ])
  })
})
