/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * A PKCS#11 module that hands every call to a real one (EHBA_SCRIPTED_REAL) and does on the way what a script says
 * (EHBA_SCRIPTED_SCRIPT), which is read again at each call. What a script may say is in scripted-module.ts.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cryptoki.h"
#include "pins.h"
#include "script.h"

#define MAX_SLOTS 64
#define MAX_KEYS 256
#define MAX_MECHANISMS 512

#define NAME(name, arguments) #name,
static const char *const names[] = {FUNCTIONS(NAME)};

static const struct function_list *functions;
static struct function_list own;

static int loaded(void) {
  const char *path = getenv("EHBA_SCRIPTED_REAL");
  if (functions) return 1;
  void *module = dlopen(path ? path : "/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
  word (*list)(const struct function_list **) = NULL;
  if (module) *(void **)&list = dlsym(module, "C_GetFunctionList");
  if (list && list(&functions) == CKR_OK) return 1;
  fprintf(stderr, "scripted module: %s\n", dlerror());
  return 0;
}

/* A function that takes fewer arguments does not look at the others. */
word real(int number, const word *a) {
  word (*function)(word, word, word, word, word, word, word, word) = functions->functions[number];
  return function(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
}

/* --- the token is pulled out ------------------------------------------------------------------------------------- */

static word slot_list(word with_token, word *slots, word *count) {
  return real(N_C_GetSlotList, (const word[8]){with_token, (word)slots, (word)count});
}

/* Ends all sessions for good: a token that is put back in knows none of them. */
static void pull_out(void) {
  word slots[MAX_SLOTS], count = MAX_SLOTS;
  if (slot_list(1, slots, &count) == CKR_OK)
    for (word i = 0; i < count; i++) real(N_C_CloseAllSessions, (const word[8]){slots[i]});
  memory.removed = 1;
  write_memory();
}

static word without_token(int number, const word *a) {
  word rv;
  switch (number) {
  case N_C_GetFunctionList:
    *(struct function_list **)a[0] = &own;
    return CKR_OK;
  case N_C_Initialize: case N_C_Finalize: case N_C_GetInfo: case N_C_WaitForSlotEvent:
    return real(number, a);
  case N_C_GetSlotList:
    if ((a[0] & 0xff) == 0) return real(number, a);
    *(word *)a[2] = 0;
    return CKR_OK;
  case N_C_GetSlotInfo:
    rv = real(number, a);
    if (rv == CKR_OK) ((struct slot_info *)a[1])->flags &= ~(word)CKF_TOKEN_PRESENT;
    return rv;
  case N_C_GetTokenInfo: case N_C_GetMechanismList: case N_C_GetMechanismInfo: case N_C_InitToken:
  case N_C_OpenSession: case N_C_CloseAllSessions:
    return CKR_TOKEN_NOT_PRESENT;
  default:
    return CKR_DEVICE_REMOVED;
  }
}

/* --- mechanisms and keys ----------------------------------------------------------------------------------------- */

static int hidden(word mechanism) {
  const struct line *line = next_line(NULL, "mechanisms", "without");
  for (const char *at = line ? line->words[2] : NULL; at && *at;) {
    char *end;
    if (strtoul(at, &end, 16) == mechanism) return 1;
    at = *end == ',' ? end + 1 : "";
  }
  return 0;
}

static word mechanism_list(const word *a) {
  word all[MAX_MECHANISMS], count = MAX_MECHANISMS, kept = 0;
  word *out = (word *)a[1], *room = (word *)a[2];
  word rv = real(N_C_GetMechanismList, (const word[8]){a[0], (word)all, (word)&count});
  if (rv != CKR_OK) return rv;
  for (word i = 0; i < count; i++)
    if (!hidden(all[i])) all[kept++] = all[i];
  word given = *room;
  *room = kept;
  if (!out) return CKR_OK;
  if (given < kept) return CKR_BUFFER_TOO_SMALL;
  memcpy(out, all, kept * sizeof *all);
  return CKR_OK;
}

/* The n-th private key of the token, or the first that is another one than `asked`. It is looked for in a session of its own. */
static word other_key(word session, word asked, const char *nth) {
  struct session_info info = {0};
  const word class = CKO_PRIVATE_KEY;
  const struct attribute wanted = {CKA_CLASS, &class, sizeof class};
  word own, keys[MAX_KEYS], count = 0;
  real(N_C_GetSessionInfo, (const word[8]){session, (word)&info});
  if (real(N_C_OpenSession, (const word[8]){info.slot, CKF_SERIAL_SESSION, 0, 0, (word)&own})) return asked;
  real(N_C_FindObjectsInit, (const word[8]){own, (word)&wanted, 1});
  real(N_C_FindObjects, (const word[8]){own, (word)keys, MAX_KEYS, (word)&count});
  real(N_C_CloseSession, (const word[8]){own});
  if (nth) return atol(nth) >= 1 && (word)atol(nth) <= count ? keys[atol(nth) - 1] : asked;
  for (word i = 0; i < count; i++)
    if (keys[i] != asked) return keys[i];
  return asked;
}

static word sign_init(const word *a) {
  const struct line *wrong = next_line(NULL, "wrongkey", NULL);
  if (a[1] && hidden(*(word *)a[1])) return CKR_MECHANISM_INVALID;
  return real(N_C_SignInit, (const word[8]){a[0], a[1], wrong ? other_key(a[0], a[2], wrong->words[1]) : a[2]});
}

/* --- every call -------------------------------------------------------------------------------------------------- */

static word answer(int number, const word *a) {
  word rv;
  switch (number) {
  case N_C_GetFunctionList: return without_token(number, a);
  case N_C_Login: return scripted_login(a);
  case N_C_SetPIN: return scripted_set_pin(a);
  case N_C_InitPIN: return scripted_init_pin(a);
  case N_C_InitToken: return scripted_init_token(a);
  case N_C_GetMechanismList: return mechanism_list(a);
  case N_C_GetMechanismInfo: return hidden(a[1]) ? CKR_MECHANISM_INVALID : real(number, a);
  case N_C_SignInit: return sign_init(a);
  case N_C_GetTokenInfo:
    rv = real(number, a);
    if (rv == CKR_OK) ((struct token_info *)a[1])->flags = scripted_flags(((struct token_info *)a[1])->flags);
    return rv;
  default: return real(number, a);
  }
}

/* The line for this call; `at` is the place of its number. */
static const struct line *line_for(const char *what, int number, int at, long count) {
  const struct line *line = NULL;
  while ((line = next_line(line, what, names[number])))
    if (means_call(line->words[at], count)) return line;
  return NULL;
}

/* What a module may do instead of answering. */
static void strike(int number, long count) {
  const struct line *line;
  for (line = NULL; (line = next_line(line, "print", names[number]));) {
    dprintf(1, "%s\n", line->rest);
    dprintf(2, "%s\n", line->rest);
  }
  if ((line = line_for("slow", number, 3, count)) && line->words[2]) usleep(1000 * atol(line->words[2]));
  if (line_for("hang", number, 2, count)) {
    log_call(names[number], count, "hang");
    for (;;) pause();
  }
  if (line_for("crash", number, 2, count)) {
    log_call(names[number], count, "crash");
    abort();
  }
  if (line_for("segfault", number, 2, count)) {
    log_call(names[number], count, "segfault");
    raise(SIGSEGV);
  }
  if ((line = line_for("exit", number, 3, count))) {
    log_call(names[number], count, "exit");
    _exit(line->words[2] ? atoi(line->words[2]) : 0);
  }
}

/* An operation ends with its error; the real module is to forget it too. */
static void end_operation(int number, const word *a) {
  unsigned char nowhere[8192];
  word length = sizeof nowhere;
  if (number == N_C_Sign || number == N_C_Decrypt)
    real(number, (const word[8]){a[0], a[1], a[2], (word)nowhere, (word)&length});
}

static word call(int number, const word *a) {
  static long counts[FUNCTION_COUNT];
  const long count = __atomic_add_fetch(&counts[number], 1, __ATOMIC_RELAXED);
  char outcome[24];
  word rv = CKR_GENERAL_ERROR;
  if (loaded()) {
    read_script();
    if (memory.removed && !next_line(NULL, "remove", NULL)) {
      memory.removed = 0;
      write_memory();
    }
    strike(number, count);
    if (!memory.removed && line_for("remove", number, 2, count)) pull_out();
    const struct line *error = line_for("error", number, 3, count);
    if (memory.removed) rv = without_token(number, a);
    else if (error) {
      end_operation(number, a);
      rv = error->words[2] ? strtoul(error->words[2], NULL, 16) : CKR_GENERAL_ERROR;
    } else rv = answer(number, a);
  }
  snprintf(outcome, sizeof outcome, "0x%08lx", rv);
  log_call(names[number], count, outcome);
  return rv;
}

/* --- what programs see ------------------------------------------------------------------------------------------- */

#define PARAMETERS_1 word a
#define PARAMETERS_2 PARAMETERS_1, word b
#define PARAMETERS_3 PARAMETERS_2, word c
#define PARAMETERS_4 PARAMETERS_3, word d
#define PARAMETERS_5 PARAMETERS_4, word e
#define PARAMETERS_6 PARAMETERS_5, word f
#define PARAMETERS_8 PARAMETERS_6, word g, word h
#define VALUES_1 a
#define VALUES_2 VALUES_1, b
#define VALUES_3 VALUES_2, c
#define VALUES_4 VALUES_3, d
#define VALUES_5 VALUES_4, e
#define VALUES_6 VALUES_5, f
#define VALUES_8 VALUES_6, g, h
#define DEFINE(name, arguments)                                                                                        \
  word name(PARAMETERS_##arguments);                                                                                   \
  word name(PARAMETERS_##arguments) { return call(N_##name, (const word[8]){VALUES_##arguments}); }

FUNCTIONS(DEFINE)

#define POINTER(name, arguments) name,
static struct function_list own = {{2, 40}, {FUNCTIONS(POINTER)}};
