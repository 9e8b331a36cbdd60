import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * A PKCS#11 module of a few lines of C with one slot, one token and one session: for what no real module does at will.
 */

/** How it behaves where it is not simply well; C statements, which may `return` a CK_RV. */
export interface Behaviour {
  readonly initialize?: string
  readonly slotList?: string
  readonly openSession?: string
  readonly login?: string
  readonly signInit?: string
  readonly sign?: string
  readonly findObjects?: string
  readonly attributeValue?: string
  /** The name under which the function list is exported. */
  readonly entry?: string
}

const source = ({
  initialize = '',
  slotList = '',
  openSession = '',
  login = '',
  signInit = '',
  sign = '',
  findObjects = '*found = 0; return 0;',
  attributeValue = 'return 0x12;',
  entry = 'C_GetFunctionList',
}: Behaviour): string => `
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
typedef unsigned long U;
typedef unsigned char B;
struct attribute { U type; void *value; U length; };
struct init { void *mutexes[4]; U flags; void *reserved; };
static int active, calls, sessions;
static B pin_seen[256]; static U pin_length; static int pin_null;
static U C_Ok(void) { return 0; }
static U C_No(void) { return 0x54; }
static U C_Initialize(struct init *args) { puts("vendor prints"); fputs("vendor complains\\n", stderr); fflush(0); ${initialize} return 0; }
static U C_GetInfo(B *info) { memset(info, ' ', 88); info[0] = 2; info[1] = 40; memset(info + 34, 0, 8); memcpy(info + 2, "Tiny \\xff\\x1b[1m", 9); return 0; }
static U C_GetSlotList(B present, U *list, U *count) { ${slotList} if (list) list[0] = 7; *count = 1; return 0; }
static U C_GetSlotInfo(U slot, B *info) { memset(info, ' ', 96); *(U *)(info + 96) = 3; memset(info + 104, 0, 4); return 0; }
static U C_GetTokenInfo(U slot, B *info) { memset(info, ' ', 96); memset(info + 96, 0xff, 88); *(U *)(info + 96) = 0x10d; memset(info + 184, ' ', 20); return 0; }
static U C_OpenSession(U slot, U flags, void *a, void *b, U *session) { ${openSession} active = 0; *session = ++sessions; return 0; }
static U C_Login(U session, U user, B *pin, U length) { ${login} return 0; }
static U C_FindObjects(U session, U *list, U most, U *found) { ${findObjects} }
static U C_GetAttributeValue(U session, U object, struct attribute *list, U count) { ${attributeValue} }
static U C_SignInit(U session, void *mechanism, U key) { ${signInit} if (active) return 0x90; active = 1; return 0; }
static U C_Sign(U session, B *data, U length, B *signature, U *room) { ${sign} active = 0; memset(signature, session, 64); *room = 64; return 0; }
static struct { B version[2]; void *f[68]; } list = { { 2, 40 }, {
  C_Initialize, C_Ok, C_GetInfo, 0, C_GetSlotList, C_GetSlotInfo, C_GetTokenInfo, C_No, C_No, C_No, C_Ok, C_Ok,
  C_OpenSession, C_Ok, C_No, C_No, C_No, C_No, C_Login, C_Ok, C_No, C_No, C_No, C_No, C_GetAttributeValue, C_No,
  C_Ok, C_FindObjects, C_Ok, C_No, C_No, C_No, C_No, C_No, C_No, C_No, C_No, C_No, C_No, C_No, C_No, C_No,
  C_SignInit, C_Sign } };
U ${entry}(void **out) { *out = &list; return 0; }
`

/** Compiles one; the path of the library. */
export function compileModule(folder: string, name: string, behaviour: Behaviour): string {
  mkdirSync(folder, { recursive: true })
  const [code, library] = [join(folder, `${name}.c`), join(folder, `${name}.so`)]
  writeFileSync(code, source(behaviour))
  execFileSync('gcc', ['-shared', '-fPIC', '-w', '-o', library, code])
  return library
}
