import { refuse } from '../core/answer.js'
import type { KeyUse } from '../core/channel.js'
import type { CommandContext } from '../core/command-context.js'
import { SW } from '../core/status-words.js'
import type { AlgorithmName, PrivateKey } from '../image/object-system.js'
import { algorithmsNow } from './manage-security-environment.js'

/** A private key chosen by MANAGE SECURITY ENVIRONMENT, and for what. */
export interface SelectedKey {
  readonly key: PrivateKey
  readonly algorithm: AlgorithmName
}

/**
 * The private key that MANAGE SECURITY ENVIRONMENT has chosen for this use, searched for anew (PSO COMPUTE DIGITAL SIGNATURE:
 * gemSpec_COS N088.300; its siblings alike). Its access rule is not checked here.
 */
export function selectedKey(context: CommandContext, use: KeyUse): SelectedKey {
  const { key: reference, algorithm } = context.channel.keyReferences.get(use) ?? refuse(SW.noKeyReference)
  if (typeof reference !== 'number' || algorithm === 'other') return refuse(SW.keyNotFound)
  const key = context.findSecretKey(reference) ?? refuse(SW.keyNotFound)
  if (key.kind !== 'privateElc' && key.kind !== 'privateRsa') return refuse(SW.unsupportedFunction)
  return algorithmsNow(context, key).includes(algorithm) ? { key, algorithm } : refuse(SW.unsupportedFunction)
}
