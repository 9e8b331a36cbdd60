/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * write-objects MODULE SLOT: logs in with TOKEN_PIN and makes one object for each line of standard input, `TYPE=VALUE` for each
 * attribute, both in hex. One process for all of them: pkcs11-tool needs one for each, and gives every private key all rights.
 */
#include "client.h"

#define MAX_ATTRIBUTES 32

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
  if (argc != 3) return 2;
  const word session = log_in(argv[1], argv[2]);
  char *line = NULL;
  for (size_t size = 0; getline(&line, &size, stdin) > 0;) make_object(session, line);
  free(line);
  call(N_C_Finalize, 0, 0, 0, 0, 0);
  return 0;
}
