import { describe, expect, it } from 'vitest'
import { refuseSecretArguments } from '../../../src/cli/secret-arguments.js'

describe('refuseSecretArguments', () => {
  it.each([
    'pin status',
    'pin verify PIN.QES --allow-last-try',
    'pin unblock qes --set-new --secrets-file pins',
    'pin verify qes --secrets-fd 1234',
    'card show --card 80276883110000220885',
    'pin status --card 123456789012',
    'sign 20261121 --out o',
    'sim create hba --seed 123456 --limit 254',
    'sign -- --pin',
  ])('lets »ehba %s« pass', (words) => {
    expect(() => {
      refuseSecretArguments(words.split(' '))
    }).not.toThrow()
  })

  it.each(['--pin', '--puk', '--old-pin', '--PIN.QES', '--transport-pin=1', '--pins', '-puk', 'MRPIN.NFD=1234'])(
    'refuses %s',
    (word) => {
      expect(() => {
        refuseSecretArguments(['pin', 'verify', word])
      }).toThrow('as an argument')
    },
  )
})
