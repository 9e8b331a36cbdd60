/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * The script of a scripted module, what it remembers from process to process, and its log.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#define MAX_WORDS 4

/* A line: its first words, and all of it behind the second one. */
struct line {
  const char *words[MAX_WORDS + 1];
  char rest[160];
};

/* What outlasts a process. -1: nothing has happened yet. */
struct memory {
  long left[2]; /* tries by CKU_SO and CKU_USER */
  long changed; /* 1: the transport PIN has been replaced */
  long removed; /* 1: the token has been pulled out */
};

/* Reads the file that EHBA_SCRIPTED_SCRIPT names as it is now, and what is remembered. */
void read_script(void);

/* The line after `before` (NULL: the first) that begins with these words; `second` may be NULL. NULL: there is none. */
const struct line *next_line(const struct line *before, const char *first, const char *second);

/* True where a line that ends in `[n]` means the `count`-th call: no number means each, `3` the third, `3+` it and all later. */
int means_call(const char *number, long count);

extern __thread struct memory memory;
void read_memory(void);
void write_memory(void);

/* One line of the log: process, call, which one of that name in this process, and how it went. */
void log_call(const char *name, long count, const char *outcome);

#endif
