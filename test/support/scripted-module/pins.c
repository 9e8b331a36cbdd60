/* SPDX-License-Identifier: Apache-2.0 */
#include "pins.h"

#include <stdlib.h>
#include <string.h>

#include "script.h"

static const char *const users[] = {"SO", "USER"};

/* How many wrong PINs of this user there may be; 0: nobody counts them. */
static long most_tries(int user) {
  const struct line *line = next_line(NULL, "tries", users[user]);
  return line && line->words[2] ? atol(line->words[2]) : 0;
}

static long tries_left(int user) { return memory.left[user] < 0 ? most_tries(user) : memory.left[user]; }

static int locked(int user) { return most_tries(user) > 0 && tries_left(user) == 0; }

/* Counts what the real module said about a PIN. As the last wrong one is refused, the PIN is said to be locked, as OpenSC does. */
static word counted(int user, word rv) {
  if (most_tries(user) == 0 || (rv != CKR_OK && rv != CKR_PIN_INCORRECT)) return rv;
  read_memory();
  memory.left[user] = rv == CKR_OK ? most_tries(user) : tries_left(user) - 1;
  write_memory();
  return locked(user) ? CKR_PIN_LOCKED : rv;
}

static int is_transport(void) { return next_line(NULL, "transport", NULL) && !memory.changed; }

/*
 * What the person types at the pad: each entry of this process takes the next line `types`, the last one stays. Nobody there
 * is somebody who cancels.
 */
static const struct line *typed(void) {
  static int entries;
  int wanted = __atomic_fetch_add(&entries, 1, __ATOMIC_RELAXED);
  const struct line *line = next_line(NULL, "types", NULL), *next;
  for (; wanted > 0 && line && (next = next_line(line, "types", NULL)); wanted--) line = next;
  return line && line->words[1] && strcmp(line->words[1], "cancel") ? line : NULL;
}

/* Puts what is typed into a PIN argument and its length. */
static void put(word *argument, const char *pin) {
  argument[0] = (word)pin;
  argument[1] = strlen(pin);
}

/*
 * With a pad, `pins` PIN arguments from `first` on have to be NULL and are filled in from what is typed, beginning with its
 * word number `word_number`, or the one before it where it ends there.
 */
static word at_pad(word *a, int first, int pins, int word_number) {
  if (!next_line(NULL, "pinpad", NULL)) return CKR_OK;
  for (int i = 0; i < pins; i++)
    if (a[first + 2 * i]) return CKR_ARGUMENTS_BAD;
  const struct line *line = typed();
  if (!line) return CKR_FUNCTION_CANCELED;
  for (int i = 0; i < pins; i++) {
    const char *pin = line->words[word_number + i];
    put(a + first + 2 * i, pin ? pin : line->words[1]);
  }
  return CKR_OK;
}

word scripted_login(const word *given) {
  word a[8];
  memcpy(a, given, sizeof a);
  int user = a[1] == CKU_SO ? CKU_SO : CKU_USER;
  word refused = at_pad(a, 2, 1, 1);
  if (refused) return refused;
  if (locked(user)) return CKR_PIN_LOCKED;
  word rv = counted(user, real(N_C_Login, a));
  const struct line *transport = next_line(NULL, "transport", "strict");
  if (rv != CKR_OK || user == CKU_SO || !transport || !is_transport()) return rv;
  real(N_C_Logout, a);
  return CKR_PIN_EXPIRED;
}

word scripted_set_pin(const word *given) {
  word a[8];
  struct session_info session = {0};
  memcpy(a, given, sizeof a);
  word refused = at_pad(a, 1, 2, 1);
  if (refused) return refused;
  const word question[8] = {a[0], (word)&session};
  real(N_C_GetSessionInfo, question);
  int user = session.state == CKS_RW_SO_FUNCTIONS ? CKU_SO : CKU_USER;
  if (locked(user)) return CKR_PIN_LOCKED;
  word rv = counted(user, real(N_C_SetPIN, a));
  if (rv != CKR_OK || user == CKU_SO) return rv;
  memory.changed = 1;
  write_memory();
  return rv;
}

word scripted_init_pin(const word *given) {
  word a[8];
  memcpy(a, given, sizeof a);
  word refused = at_pad(a, 1, 1, 2);
  if (refused) return refused;
  return counted(CKU_USER, real(N_C_InitPIN, a));
}

word scripted_init_token(const word *given) {
  word rv = real(N_C_InitToken, given);
  if (rv != CKR_OK) return rv;
  memory = (struct memory){{-1, -1}, 0, memory.removed};
  write_memory();
  return rv;
}

word scripted_flags(word flags) {
  for (int user = CKU_SO; user <= CKU_USER; user++) {
    int shift = user == CKU_SO ? 4 : 0;
    long most = most_tries(user), left = tries_left(user);
    if (most == 0) continue;
    flags &= ~((word)(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED) << shift);
    if (left < most) flags |= (word)CKF_USER_PIN_COUNT_LOW << shift;
    if (left == 1) flags |= (word)CKF_USER_PIN_FINAL_TRY << shift;
    if (left == 0) flags |= (word)CKF_USER_PIN_LOCKED << shift;
  }
  if (is_transport()) flags |= CKF_USER_PIN_TO_BE_CHANGED;
  if (next_line(NULL, "pinpad", NULL)) flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
  for (const struct line *line = NULL; (line = next_line(line, "flags", NULL));) {
    word bits = line->words[2] ? strtoul(line->words[2], NULL, 16) : 0;
    flags = strcmp(line->words[1], "set") ? flags & ~bits : flags | bits;
  }
  return flags;
}
