import type { KeyObject } from 'node:crypto'
import { toBigInt } from '../../../src/bytes/big-endian.js'
import type { PrivateElcKey, PrivateRsaKey } from '../image/object-system.js'
import { allFolders } from '../image/search.js'
import type { Folder } from '../image/object-system.js'
import { SimulatorError } from '../simulator-error.js'
import { curves, type Curve } from './curves.js'
import { publicPoint } from './ecdsa.js'
import { rsaPrivateKey } from './rsa.js'

/** A private ELC key ready for use. */
export interface ElcMaterial {
  readonly curve: Curve
  readonly privateValue: bigint
  /** 04‖x‖y. */
  readonly publicPoint: Uint8Array
}

const prepared = new WeakMap<Folder, KeyMaterial>()

/**
 * The keys below `root`. They never change, so that cards of the same image share them: to prepare them takes longer than
 * many a card lives in a test.
 *
 * @throws SimulatorError `imageInvalid` where the numbers of a key make no key.
 */
export function keyMaterialOf(root: Folder): KeyMaterial {
  const known = prepared.get(root) ?? new KeyMaterial(root)
  prepared.set(root, known)
  return known
}

/** The private keys of a card, prepared once; keys without key data (keyAvailable FALSE) are not in it. */
export class KeyMaterial {
  readonly #rsa = new Map<string, KeyObject>()
  readonly #elc = new Map<string, ElcMaterial>()

  /** @throws SimulatorError `imageInvalid` where the numbers of a key make no key. */
  constructor(root: Folder) {
    for (const key of allFolders(root).flatMap((folder) => folder.secretKeys)) {
      try {
        if (key.kind === 'privateRsa' && key.numbers) this.#rsa.set(key.path, rsaPrivateKey(key.numbers))
        if (key.kind === 'privateElc' && key.privateValue) this.#elc.set(key.path, prepareElc(key, key.privateValue))
      } catch (cause) {
        throw new SimulatorError('imageInvalid', `${key.path}: the numbers are no key`, { cause })
      }
    }
  }

  /** Undefined where the card has no key data. */
  rsa(key: PrivateRsaKey): KeyObject | undefined {
    return this.#rsa.get(key.path)
  }

  /** Undefined where the card has no key data. */
  elc(key: PrivateElcKey): ElcMaterial | undefined {
    return this.#elc.get(key.path)
  }
}

function prepareElc(key: PrivateElcKey, bytes: Uint8Array): ElcMaterial {
  const curve = curves[key.curve]
  const privateValue = toBigInt(bytes)
  if (privateValue === 0n || privateValue >= curve.order) throw new RangeError('private number outside the group')
  return { curve, privateValue, publicPoint: publicPoint(curve, privateValue) }
}
