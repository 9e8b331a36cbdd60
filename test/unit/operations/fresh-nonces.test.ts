import { describe, expect, it } from 'vitest'
import { FreshNonces } from '../../../src/operations/fresh-nonces.js'

/** A signature with this r and this s. */
function signature(r: number, s: number): Uint8Array {
  return Uint8Array.from([...Array<number>(32).fill(r), ...Array<number>(32).fill(s)])
}

describe('FreshNonces', () => {
  it('refuses two ECDSA signatures with one r, because together they give the key away', () => {
    const nonces = new FreshNonces('ecdsa-sha256')
    nonces.require(signature(1, 1), signature(2, 1))
    expect(() => {
      nonces.require(signature(1, 2))
    }).toThrow('nonce twice')
  })

  it('takes the same signature again: two equal documents, by a card whose nonce follows from the hash', () => {
    const nonces = new FreshNonces('ecdsa-sha256')
    expect(() => {
      nonces.require(signature(1, 1), signature(1, 1))
    }).not.toThrow()
  })

  it.each(['rsa-pss-sha256', 'rsa-pkcs1-sha256'] as const)('has nothing to watch in %s', (mechanism) => {
    const nonces = new FreshNonces(mechanism)
    expect(() => {
      nonces.require(signature(1, 1), signature(1, 2))
    }).not.toThrow()
  })
})
