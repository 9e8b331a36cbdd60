import { found, refused, type Check } from './check.js'
import type { DoctorDesk, Installation, OptionalModule } from './doctor-desk.js'

/** The oldest Node.js that the program runs on, as package.json says. */
const OLDEST_NODE = { major: 20, minor: 19 }

/** The configuration: what was read at the start, or why it could not be. */
export function checkConfiguration({ configurationProblem: problem }: DoctorDesk): Check {
  return problem ? refused('configuration', problem.code, problem.data) : found('configurationUsable')
}

/** Node.js and the optional modules. */
export function checkInstallation({ nodeVersion, modules }: Installation): Check[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const tooOld = major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)
  const present = modules.filter((module) => module.present).map(({ name }) => name)
  const oneOf = (...names: readonly OptionalModule[]): OptionalModule | undefined =>
    names.find((name) => present.includes(name))
  const pcsc = oneOf('pcsc-mini', 'pcsclite')
  // Both are needed: one of them knows PINs as texts only, and none as null (ADR 0013).
  const pkcs11 = (['pkcs11js', 'koffi'] as const).find((name) => !present.includes(name))
  return [
    found(tooOld ? 'nodeTooOld' : 'nodeSupported', {
      version: nodeVersion,
      needed: `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`,
    }),
    pcsc ? found('pcscModulePresent', { module: pcsc }) : found('pcscModuleMissing', { module: 'pcsc-mini' }),
    pkcs11 ? found('pkcs11ModuleMissing', { module: pkcs11 }) : found('pkcs11ModulePresent', { module: 'pkcs11js' }),
  ]
}

/** The clock: an early one is recognised by the program, which was not made in the future. */
export function checkClock(now: Date, { builtAt }: Installation): Check {
  const facts = { now: now.toISOString(), builtAt: builtAt.toISOString() }
  return found(now < builtAt ? 'clockBeforeProgram' : 'clockPlausible', facts)
}
