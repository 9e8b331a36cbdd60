/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * A driver for pcsc-lite that carries every request to the process that plays the reader. The wire is in README.md.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <ifdhandler.h>
#include <reader.h>

#define MAX_READERS 16
/* 64 KiB of command or response with their length fields, and the kind of the question. */
#define MAX_BODY (65536 + 16)

enum status { DONE = 0, NO_CARD = 1, NOT_SUPPORTED = 2, TIME_OUT = 3, NO_READER = 4 };

struct reader {
  int used;
  DWORD lun;
  int fd; /* -1: not connected */
  char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
  UCHAR atr[MAX_ATR_SIZE];
  DWORD atr_length;
  pthread_mutex_t lock;
};

static struct reader readers[MAX_READERS];
static pthread_mutex_t readers_lock = PTHREAD_MUTEX_INITIALIZER;

static struct reader *reader_of(DWORD lun) {
  struct reader *found = NULL;
  pthread_mutex_lock(&readers_lock);
  for (int i = 0; i < MAX_READERS && !found; i++)
    if (readers[i].used && readers[i].lun == lun) found = &readers[i];
  pthread_mutex_unlock(&readers_lock);
  return found;
}

static void disconnect(struct reader *reader) {
  if (reader->fd >= 0) close(reader->fd);
  reader->fd = -1;
}

static int connected(struct reader *reader) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (reader->fd >= 0) return 1;
  reader->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (reader->fd < 0) return 0;
  memcpy(address.sun_path, reader->path, sizeof address.sun_path);
  if (connect(reader->fd, (struct sockaddr *)&address, sizeof address) == 0) return 1;
  disconnect(reader);
  return 0;
}

static int send_all(int fd, const void *bytes, size_t length) {
  for (const char *at = bytes; length > 0;) {
    ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return 0;
    at += sent;
    length -= (size_t)sent;
  }
  return 1;
}

/* In one piece, or the reader would be woken up for the head alone. */
static int send_message(int fd, const uint8_t *head, size_t head_length, const uint8_t *body, size_t body_length) {
  struct iovec parts[2] = {{(void *)head, head_length}, {(void *)body, body_length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t sent;
  do sent = sendmsg(fd, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return 0;
  size_t gone = (size_t)sent;
  if (gone < head_length) return send_all(fd, head + gone, head_length - gone) && send_all(fd, body, body_length);
  return send_all(fd, body + (gone - head_length), body_length - (gone - head_length));
}

static int receive_all(int fd, void *bytes, size_t length) {
  for (char *at = bytes; length > 0;) {
    ssize_t received = recv(fd, at, length, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return 0;
    at += received;
    length -= (size_t)received;
  }
  return 1;
}

static void put_u32(uint8_t *bytes, uint32_t value) {
  bytes[0] = (uint8_t)(value >> 24);
  bytes[1] = (uint8_t)(value >> 16);
  bytes[2] = (uint8_t)(value >> 8);
  bytes[3] = (uint8_t)value;
}

static uint32_t get_u32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* One question and its answer. The lock of the reader is held. `answer_length`: room before, length afterwards. */
static enum status exchange(struct reader *reader, char kind, const uint8_t *body, size_t body_length, uint8_t *answer,
                            size_t *answer_length) {
  uint8_t head[5];
  uint32_t length;
  size_t room = *answer_length;
  *answer_length = 0;
  if (body_length > MAX_BODY || !connected(reader)) return NO_CARD;
  put_u32(head, (uint32_t)body_length + 1);
  head[4] = (uint8_t)kind;
  if (!send_message(reader->fd, head, sizeof head, body, body_length) || !receive_all(reader->fd, head, sizeof head))
    goto lost;
  length = get_u32(head);
  if (length < 1 || length - 1 > room || !receive_all(reader->fd, answer, length - 1)) goto lost;
  *answer_length = length - 1;
  return head[4];
lost:
  /* Where a message ends is not known any more: only a new connection is in step again. */
  disconnect(reader);
  return NO_CARD;
}

static enum status ask(struct reader *reader, char kind, const uint8_t *body, size_t body_length, uint8_t *answer,
                       size_t *answer_length) {
  enum status status;
  pthread_mutex_lock(&reader->lock);
  status = exchange(reader, kind, body, body_length, answer, answer_length);
  pthread_mutex_unlock(&reader->lock);
  return status;
}

static RESPONSECODE code_of(enum status status) {
  switch (status) {
  case DONE:
    return IFD_SUCCESS;
  case NOT_SUPPORTED:
    return IFD_ERROR_NOT_SUPPORTED;
  case TIME_OUT:
    return IFD_RESPONSE_TIMEOUT;
  case NO_CARD:
  case NO_READER:
  default:
    /* Never IFD_NO_SUCH_DEVICE: pcscd then sends a signal to the process of /run/pcscd/pcscd.pid, which is another's. */
    return IFD_COMMUNICATION_ERROR;
  }
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device) {
  RESPONSECODE code = IFD_COMMUNICATION_ERROR;
  if (strlen(device) >= sizeof readers[0].path) return code;
  pthread_mutex_lock(&readers_lock);
  for (int i = 0; i < MAX_READERS; i++) {
    struct reader *reader = &readers[i];
    if (reader->used) continue;
    memset(reader, 0, sizeof *reader);
    reader->used = 1;
    reader->lun = lun;
    reader->fd = -1;
    strcpy(reader->path, device);
    pthread_mutex_init(&reader->lock, NULL);
    code = IFD_SUCCESS;
    break;
  }
  pthread_mutex_unlock(&readers_lock);
  return code;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) {
  (void)lun;
  (void)channel;
  /* There are no channels with numbers: a reader is a socket with a name. */
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  struct reader *reader = reader_of(lun);
  if (!reader) return IFD_COMMUNICATION_ERROR;
  pthread_mutex_lock(&reader->lock);
  disconnect(reader);
  pthread_mutex_unlock(&reader->lock);
  pthread_mutex_lock(&readers_lock);
  reader->used = 0;
  pthread_mutex_unlock(&readers_lock);
  return IFD_SUCCESS;
}

static RESPONSECODE give(PUCHAR value, PDWORD length, const void *bytes, DWORD count) {
  if (*length < count) return IFD_ERROR_INSUFFICIENT_BUFFER;
  memcpy(value, bytes, count);
  *length = count;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
  struct reader *reader = reader_of(lun);
  const UCHAR one = 1, most = MAX_READERS;
  if (!reader) return IFD_COMMUNICATION_ERROR;
  switch (tag) {
  case TAG_IFD_ATR:
  case SCARD_ATTR_ATR_STRING:
    return give(value, length, reader->atr, reader->atr_length);
  case TAG_IFD_SIMULTANEOUS_ACCESS:
    return give(value, length, &most, 1);
  case TAG_IFD_THREAD_SAFE:
  case TAG_IFD_SLOTS_NUMBER:
    return give(value, length, &one, 1);
  case SCARD_ATTR_VENDOR_NAME:
    return give(value, length, "ehba", sizeof "ehba");
  default:
    return IFD_ERROR_TAG;
  }
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) {
  (void)lun;
  (void)tag;
  (void)length;
  (void)value;
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3) {
  (void)lun;
  (void)flags;
  (void)pts1;
  (void)pts2;
  (void)pts3;
  return protocol == SCARD_PROTOCOL_T1 || protocol == SCARD_PROTOCOL_T0 ? IFD_SUCCESS : IFD_PROTOCOL_NOT_SUPPORTED;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_length) {
  struct reader *reader = reader_of(lun);
  size_t length = MAX_ATR_SIZE;
  uint8_t answer[MAX_ATR_SIZE];
  char kind = action == IFD_POWER_UP ? 'U' : action == IFD_RESET ? 'R' : action == IFD_POWER_DOWN ? 'D' : 0;
  enum status status;
  *atr_length = 0;
  if (!reader) return IFD_COMMUNICATION_ERROR;
  if (kind == 0) return IFD_NOT_SUPPORTED;
  status = ask(reader, kind, NULL, 0, answer, &length);
  reader->atr_length = 0;
  if (kind == 'D') return IFD_SUCCESS;
  if (status != DONE || length == 0) return IFD_ERROR_POWER_ACTION;
  memcpy(reader->atr, answer, length);
  reader->atr_length = (DWORD)length;
  memcpy(atr, answer, length);
  *atr_length = (DWORD)length;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_pci, PUCHAR command, DWORD command_length,
                               PUCHAR response, PDWORD response_length, PSCARD_IO_HEADER receive_pci) {
  struct reader *reader = reader_of(lun);
  size_t length = *response_length;
  enum status status;
  *response_length = 0;
  if (!reader) return IFD_COMMUNICATION_ERROR;
  status = ask(reader, 'T', command, command_length, response, &length);
  if (receive_pci) receive_pci->Protocol = send_pci.Protocol;
  if (status == DONE) *response_length = (DWORD)length;
  return code_of(status);
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR input, DWORD input_length, PUCHAR output, DWORD output_room,
                         LPDWORD returned) {
  struct reader *reader = reader_of(lun);
  size_t length = output_room;
  enum status status;
  uint8_t *body;
  if (returned) *returned = 0;
  if (!reader || input_length > MAX_BODY - 4) return IFD_COMMUNICATION_ERROR;
  body = malloc(input_length + 4);
  if (!body) return IFD_COMMUNICATION_ERROR;
  put_u32(body, (uint32_t)code);
  if (input_length > 0) memcpy(body + 4, input, input_length);
  status = ask(reader, 'C', body, input_length + 4, output, &length);
  /* It may have been a PIN that came from elsewhere: nothing of it stays here. */
  explicit_bzero(body, input_length + 4);
  free(body);
  if (status == DONE && returned) *returned = (DWORD)length;
  return code_of(status);
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  struct reader *reader = reader_of(lun);
  uint8_t present = 0;
  size_t length = 1;
  enum status status;
  if (!reader) return IFD_COMMUNICATION_ERROR;
  status = ask(reader, 'P', NULL, 0, &present, &length);
  if (status == NO_READER) return IFD_COMMUNICATION_ERROR;
  return status == DONE && length == 1 && present ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
