import { isAllowed, passwordReferences, type LifeCycle, type Situation } from './evaluate-rule.js'
import { allObjects, findPassword, folderOf, pathOf, type TreeObject } from './object-tree.js'
import { referenceOf } from './password-commands.js'
import type { Interface } from './rule-language.js'

const interfaces: readonly Interface[] = ['CB', 'CL']

/** The environments that the rules of an image name, and the first two: what no rule names must be refused too. */
export function environmentsOf(root: TreeObject): number[] {
  const named = allObjects(root).flatMap(({ rules }) => rules.map(({ environment }) => environment))
  return [...new Set([1, 2, ...named.filter((each) => each !== 'any')])].sort((a, b) => a - b)
}

/**
 * Every situation that can make a difference for an object and that a card alone, without a second card and without secure
 * messaging, can be brought into: each interface and environment, with sets of verified passwords; and where the object, or
 * what it stands in, is deactivated or terminated, the same without and with all passwords.
 */
export function situationsOf(object: TreeObject, environments: readonly number[]): Situation[] {
  const [none = [], ...others] = passwordSets(object)
  const everything = [...new Set(others.flat())]
  return [
    ...combine(environments, [none, ...others], new Map()),
    ...lifeCyclesFor(object).flatMap((lifeCycles) => combine(environments, [none, everything], lifeCycles)),
  ].filter((situation) => isReachable(object, situation))
}

function combine(
  environments: readonly number[],
  passwords: readonly (readonly TreeObject[])[],
  lifeCycles: ReadonlyMap<TreeObject, LifeCycle>,
): Situation[] {
  return interfaces.flatMap((face) =>
    environments.flatMap((environment) =>
      passwords.map((verified) => ({ interface: face, environment, verified: new Set(verified), lifeCycles })),
    ),
  )
}

/**
 * No password, each one that the rules of the object speak of, all of them, and a stranger: one that they do not speak of.
 * More than that can make no difference where no rule asks for two of them without a third.
 */
function passwordSets(object: TreeObject): readonly TreeObject[][] {
  const named = passwordReferences(object).flatMap((reference) => findPassword(folderOf(object), reference) ?? [])
  const inReach = pathOf(folderOf(object)).flatMap(({ children }) => children.filter(({ type }) => type === 'password'))
  const stranger = inReach.find((password) => !named.includes(password))
  const sets = [[], ...named.map((password) => [password]), ...(named.length > 1 ? [named] : [])]
  return stranger ? [...sets, [stranger]] : sets
}

/** The object deactivated; it terminated; the folder around it deactivated. */
function lifeCyclesFor(object: TreeObject): ReadonlyMap<TreeObject, LifeCycle>[] {
  const own = (['DEACTIVATED', 'TERMINATED'] as const).map((state) => new Map([[object, state]]))
  return object.parent ? [...own, new Map([[object.parent, 'DEACTIVATED']])] : own
}

/** True where VERIFY is allowed for all of the passwords, and names them, from the folder of the object. */
function isReachable(object: TreeObject, situation: Situation): boolean {
  const folder = folderOf(object)
  return [...situation.verified].every((password) => {
    const reference = referenceOf(password)
    // Only the folder of the object gets another environment: those above it keep the first one.
    const environment = folderOf(password) === folder ? situation.environment : 1
    const alone = { ...situation, environment, verified: new Set<TreeObject>() }
    return findPassword(folder, reference) === password && isAllowed(password, [0x00, 0x20, 0x00, reference], alone)
  })
}
