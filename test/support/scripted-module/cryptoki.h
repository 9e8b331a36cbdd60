/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * As much of PKCS#11 2.40 as this module looks at. Every argument is a pointer or a CK_ULONG, both one word here (LP64); the one
 * CK_BBOOL, of C_GetSlotList, stands in the lowest byte of its word.
 */
#ifndef CRYPTOKI_H
#define CRYPTOKI_H

typedef unsigned long word;

/* All functions in the order of CK_FUNCTION_LIST (base specification 3.7), with the number of their arguments. */
#define FUNCTIONS(F)                                                                                                   \
  F(C_Initialize, 1) F(C_Finalize, 1) F(C_GetInfo, 1) F(C_GetFunctionList, 1) F(C_GetSlotList, 3)                      \
  F(C_GetSlotInfo, 2) F(C_GetTokenInfo, 2) F(C_GetMechanismList, 3) F(C_GetMechanismInfo, 3) F(C_InitToken, 4)         \
  F(C_InitPIN, 3) F(C_SetPIN, 5) F(C_OpenSession, 5) F(C_CloseSession, 1) F(C_CloseAllSessions, 1)                     \
  F(C_GetSessionInfo, 2) F(C_GetOperationState, 3) F(C_SetOperationState, 5) F(C_Login, 4) F(C_Logout, 1)              \
  F(C_CreateObject, 4) F(C_CopyObject, 5) F(C_DestroyObject, 2) F(C_GetObjectSize, 3) F(C_GetAttributeValue, 4)        \
  F(C_SetAttributeValue, 4) F(C_FindObjectsInit, 3) F(C_FindObjects, 4) F(C_FindObjectsFinal, 1)                       \
  F(C_EncryptInit, 3) F(C_Encrypt, 5) F(C_EncryptUpdate, 5) F(C_EncryptFinal, 3)                                       \
  F(C_DecryptInit, 3) F(C_Decrypt, 5) F(C_DecryptUpdate, 5) F(C_DecryptFinal, 3)                                       \
  F(C_DigestInit, 2) F(C_Digest, 5) F(C_DigestUpdate, 3) F(C_DigestKey, 2) F(C_DigestFinal, 3)                         \
  F(C_SignInit, 3) F(C_Sign, 5) F(C_SignUpdate, 3) F(C_SignFinal, 3) F(C_SignRecoverInit, 3) F(C_SignRecover, 5)       \
  F(C_VerifyInit, 3) F(C_Verify, 5) F(C_VerifyUpdate, 3) F(C_VerifyFinal, 3)                                           \
  F(C_VerifyRecoverInit, 3) F(C_VerifyRecover, 5) F(C_DigestEncryptUpdate, 5) F(C_DecryptDigestUpdate, 5)              \
  F(C_SignEncryptUpdate, 5) F(C_DecryptVerifyUpdate, 5) F(C_GenerateKey, 5) F(C_GenerateKeyPair, 8) F(C_WrapKey, 6)    \
  F(C_UnwrapKey, 8) F(C_DeriveKey, 6) F(C_SeedRandom, 3) F(C_GenerateRandom, 3) F(C_GetFunctionStatus, 1)              \
  F(C_CancelFunction, 1) F(C_WaitForSlotEvent, 3)

#define NUMBER(name, arguments) N_##name,
enum number { FUNCTIONS(NUMBER) FUNCTION_COUNT };

/* CK_FUNCTION_LIST */
struct function_list {
  unsigned char version[2];
  void *functions[FUNCTION_COUNT];
};

/* CK_TOKEN_INFO, as far as its flags: label, manufacturer, model and serial number stand before them. */
struct token_info {
  unsigned char text[96];
  word flags;
};

/* CK_SLOT_INFO, as far as its flags: description and manufacturer stand before them. */
struct slot_info {
  unsigned char text[96];
  word flags;
};

/* CK_SESSION_INFO */
struct session_info {
  word slot, state, flags, device_error;
};

/* CK_ATTRIBUTE */
struct attribute {
  word type;
  const void *value;
  word length;
};

enum { CKU_SO, CKU_USER, CKU_CONTEXT_SPECIFIC };
enum { CKO_PRIVATE_KEY = 3, CKA_CLASS = 0, CKM_ECDSA = 0x1041, CKS_RW_SO_FUNCTIONS = 4, CKF_RW_SESSION = 2, CKF_SERIAL_SESSION = 4, CKF_TOKEN_PRESENT = 1 };

/* Flags of a token. Those of the SO PIN are those of the user PIN, four bits higher. */
enum {
  CKF_PROTECTED_AUTHENTICATION_PATH = 0x100,
  CKF_USER_PIN_COUNT_LOW = 0x10000,
  CKF_USER_PIN_FINAL_TRY = 0x20000,
  CKF_USER_PIN_LOCKED = 0x40000,
  CKF_USER_PIN_TO_BE_CHANGED = 0x80000,
};

enum {
  CKR_OK = 0,
  CKR_GENERAL_ERROR = 0x5,
  CKR_ARGUMENTS_BAD = 0x7,
  CKR_DEVICE_REMOVED = 0x32,
  CKR_FUNCTION_CANCELED = 0x50,
  CKR_MECHANISM_INVALID = 0x70,
  CKR_PIN_INCORRECT = 0xa0,
  CKR_PIN_EXPIRED = 0xa3,
  CKR_PIN_LOCKED = 0xa4,
  CKR_TOKEN_NOT_PRESENT = 0xe0,
  CKR_BUFFER_TOO_SMALL = 0x150,
};

#endif
