/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINES 64

/* Of each thread its own, for the time of one call: a call that hangs keeps nobody else waiting. */
static __thread char text[8192];
static __thread struct line lines[MAX_LINES];
static __thread int line_count;

__thread struct memory memory;

static const char *beside_script(const char *ending, char path[static 4096]) {
  const char *script = getenv("EHBA_SCRIPTED_SCRIPT");
  if (!script) return NULL;
  snprintf(path, 4096, "%s%s", script, ending);
  return path;
}

void read_memory(void) {
  char path[4096];
  FILE *file = beside_script(".state", path) ? fopen(path, "r") : NULL;
  memory = (struct memory){{-1, -1}, 0, 0};
  if (!file) return;
  if (fscanf(file, "%ld %ld %ld %ld", &memory.left[0], &memory.left[1], &memory.changed, &memory.removed) != 4)
    memory = (struct memory){{-1, -1}, 0, 0};
  fclose(file);
}

void write_memory(void) {
  char path[4096], draft[4096];
  if (!beside_script(".state", path)) return;
  beside_script(".state.new", draft);
  FILE *file = fopen(draft, "w");
  if (!file) return;
  fprintf(file, "%ld %ld %ld %ld\n", memory.left[0], memory.left[1], memory.changed, memory.removed);
  fclose(file);
  rename(draft, path);
}

static void take_line(char *start) {
  struct line *line = &lines[line_count];
  int count = 0;
  char *save;
  memset(line, 0, sizeof *line);
  const char *behind = strchr(start, ' ');
  if (behind) behind = strchr(behind + 1, ' ');
  if (behind) snprintf(line->rest, sizeof line->rest, "%s", behind + 1);
  for (char *w = strtok_r(start, " ", &save); w && count < MAX_WORDS; w = strtok_r(NULL, " ", &save))
    line->words[count++] = w;
  if (count > 0 && *line->words[0] != '#') line_count++;
}

void read_script(void) {
  char path[4096], *save;
  int fd = beside_script("", path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  text[length < 0 ? 0 : length] = 0;
  line_count = 0;
  for (char *line = strtok_r(text, "\n", &save); line && line_count < MAX_LINES; line = strtok_r(NULL, "\n", &save))
    take_line(line);
  read_memory();
}

const struct line *next_line(const struct line *before, const char *first, const char *second) {
  for (const struct line *line = before ? before + 1 : lines; line < lines + line_count; line++)
    if (!strcmp(line->words[0], first) && (!second || (line->words[1] && !strcmp(line->words[1], second)))) return line;
  return NULL;
}

int means_call(const char *number, long count) {
  char *end;
  if (!number) return 1;
  long wanted = strtol(number, &end, 10);
  return *end == '+' ? count >= wanted : count == wanted;
}

void log_call(const char *name, long count, const char *outcome) {
  char path[4096], entry[128];
  if (!beside_script(".log", path)) return;
  int length = snprintf(entry, sizeof entry, "%d %s %ld %s\n", (int)getpid(), name, count, outcome);
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (write(fd, entry, length) != length) perror("scripted module: log");
  close(fd);
}
