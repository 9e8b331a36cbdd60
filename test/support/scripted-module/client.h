/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * A program's side of PKCS#11: loads a module and ends the program at the first call that fails.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cryptoki.h"

static struct function_list *functions;

static void call(enum number number, word a, word b, word c, word d, word e) {
  word (*function)(word, word, word, word, word) = functions->functions[number];
  word rv = function(a, b, c, d, e);
  if (rv == CKR_OK) return;
  fprintf(stderr, "function %d: 0x%lx\n", number, rv);
  exit(1);
}

/* A session with the user logged in by TOKEN_PIN. */
static word log_in(const char *path, const char *slot) {
  const char *pin = getenv("TOKEN_PIN");
  void *module = dlopen(path, RTLD_NOW);
  word (*list)(struct function_list **) = NULL, session;
  if (module) *(void **)&list = dlsym(module, "C_GetFunctionList");
  if (!pin || !list || list(&functions) != CKR_OK) exit(2);
  call(N_C_Initialize, 0, 0, 0, 0, 0);
  call(N_C_OpenSession, strtoul(slot, NULL, 10), CKF_SERIAL_SESSION | CKF_RW_SESSION, 0, 0, (word)&session);
  call(N_C_Login, session, CKU_USER, (word)pin, strlen(pin), 0);
  return session;
}

#endif
