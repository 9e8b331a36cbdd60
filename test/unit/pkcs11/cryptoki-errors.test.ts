import { describe, expect, it } from 'vitest'
import { ckrNames } from '../../../src/pkcs11/ckr-names.js'
import { CryptokiError, cryptokiFailure, pinCodes } from '../../../src/pkcs11/cryptoki-errors.js'

const numberOf = (name: string): number => Number(Object.entries(ckrNames).find(([, ckr]) => ckr === name)?.[0])

describe('CryptokiError', () => {
  it('knows its name and the function that it came from', () => {
    expect(new CryptokiError(0xa0, 'C_Login')).toMatchObject({
      code: 0xa0,
      ckr: 'CKR_PIN_INCORRECT',
      call: 'C_Login',
      message: 'C_Login: CKR_PIN_INCORRECT',
    })
  })

  it('names what a vendor has made up by its number', () => {
    expect(new CryptokiError(0x80000101, 'C_Sign').ckr).toBe('CKR_0x80000101')
  })
})

describe('pinCodes', () => {
  it('has the numbers of the standard', () => {
    for (const [name, code] of Object.entries(pinCodes)) expect(code).toBe(numberOf(name))
  })
})

describe('cryptokiFailure', () => {
  it.each([
    ['CKR_DEVICE_REMOVED', 'HC_CARD_REMOVED'],
    ['CKR_TOKEN_NOT_PRESENT', 'HC_CARD_REMOVED'],
    ['CKR_TOKEN_NOT_RECOGNIZED', 'HC_CARD_REMOVED'],
    ['CKR_SESSION_HANDLE_INVALID', 'HC_CARD_REMOVED'],
    ['CKR_SESSION_CLOSED', 'HC_CARD_REMOVED'],
    ['CKR_USER_NOT_LOGGED_IN', 'HC_PIN_NOT_VERIFIED'],
    ['CKR_MECHANISM_INVALID', 'HC_CARD_OPERATION_REFUSED'],
    ['CKR_MECHANISM_PARAM_INVALID', 'HC_CARD_OPERATION_REFUSED'],
    ['CKR_KEY_FUNCTION_NOT_PERMITTED', 'HC_CARD_OPERATION_REFUSED'],
    ['CKR_KEY_TYPE_INCONSISTENT', 'HC_CARD_OPERATION_REFUSED'],
    ['CKR_FUNCTION_NOT_SUPPORTED', 'HC_CARD_OPERATION_REFUSED'],
    ['CKR_KEY_HANDLE_INVALID', 'HC_CARD_KEY_MISSING'],
    ['CKR_OBJECT_HANDLE_INVALID', 'HC_CARD_KEY_MISSING'],
    ['CKR_FUNCTION_CANCELED', 'HC_PIN_CANCELLED'],
    ['CKR_CANCEL', 'HC_PIN_CANCELLED'],
    ['CKR_GENERAL_ERROR', 'HC_CARD_STATUS_UNKNOWN'],
  ])('takes %s for %s', (name, code) => {
    const error = new CryptokiError(numberOf(name), 'C_Sign')
    expect(cryptokiFailure(error, 'Leser')).toMatchObject({
      code,
      data: { reader: 'Leser', status: name, command: 'C_Sign' },
      cause: error,
    })
  })

  it('refuses what it does not know', () => {
    const error = new CryptokiError(0x80000001, 'C_Sign')
    expect(cryptokiFailure(error, 'Leser').code).toBe('HC_CARD_STATUS_UNKNOWN')
  })
})
