/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * write-objects MODULE SLOT: logs in with TOKEN_PIN and makes one object for each line of standard input, `TYPE=VALUE` for each
 * attribute, both in hex. One process for all of them: pkcs11-tool needs one for each, and gives every private key all rights.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cryptoki.h"

#define MAX_ATTRIBUTES 32

static struct function_list *functions;

static void call(enum number number, word a, word b, word c, word d, word e) {
  word (*function)(word, word, word, word, word) = functions->functions[number];
  word rv = function(a, b, c, d, e);
  if (rv == CKR_OK) return;
  fprintf(stderr, "function %d: 0x%lx\n", number, rv);
  exit(1);
}

/* Takes the hex digits at the beginning of a text; the bytes take their place. */
static word bytes_of(char *hex) {
  word length = 0;
  for (unsigned byte; sscanf(hex + 2 * length, "%2x", &byte) == 1; length++) hex[length] = (char)byte;
  return length;
}

static void make_object(word session, char *line) {
  struct attribute attributes[MAX_ATTRIBUTES];
  word count = 0, object;
  char *save;
  for (char *w = strtok_r(line, " \n", &save); w && count < MAX_ATTRIBUTES; w = strtok_r(NULL, " \n", &save), count++) {
    char *value = strchr(w, '=') + 1;
    attributes[count].type = strtoul(w, NULL, 16);
    attributes[count].length = bytes_of(value);
    attributes[count].value = value;
  }
  call(N_C_CreateObject, session, (word)attributes, count, (word)&object, 0);
}

int main(int argc, char **argv) {
  const char *pin = getenv("TOKEN_PIN");
  void *module = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
  word (*list)(struct function_list **), session;
  if (!module || !pin) return 2;
  *(void **)&list = dlsym(module, "C_GetFunctionList");
  if (list(&functions) != CKR_OK) return 2;
  call(N_C_Initialize, 0, 0, 0, 0, 0);
  call(N_C_OpenSession, strtoul(argv[2], NULL, 10), CKF_SERIAL_SESSION | CKF_RW_SESSION, 0, 0, (word)&session);
  call(N_C_Login, session, CKU_USER, (word)pin, strlen(pin), 0);
  char *line = NULL;
  for (size_t size = 0; getline(&line, &size, stdin) > 0;) make_object(session, line);
  free(line);
  call(N_C_Finalize, 0, 0, 0, 0, 0);
  return 0;
}
