/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * sign-often MODULE SLOT COUNT: signs 32 bytes so often by CKM_ECDSA with the first private key of the token, in one session, and
 * says how many seconds that took: what a token gives to whoever does nothing else.
 */
#include "client.h"

#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const word session = log_in(argv[1], argv[2]), class = CKO_PRIVATE_KEY;
  const struct attribute wanted = {CKA_CLASS, &class, sizeof class};
  const word mechanism[3] = {CKM_ECDSA, 0, 0};
  word key = 0, count = 0;
  unsigned char digest[32] = {7}, signature[256];
  call(N_C_FindObjectsInit, session, (word)&wanted, 1, 0, 0);
  call(N_C_FindObjects, session, (word)&key, 1, (word)&count, 0);
  call(N_C_FindObjectsFinal, session, 0, 0, 0, 0);
  const double start = now();
  for (long i = 0; i < atol(argv[3]); i++) {
    word length = sizeof signature;
    call(N_C_SignInit, session, (word)mechanism, key, 0, 0);
    call(N_C_Sign, session, (word)digest, sizeof digest, (word)signature, (word)&length);
  }
  printf("%f\n", now() - start);
  return 0;
}
