import type { GroupName } from '../../src/conformance/group-names.js'

/** A fault to be put into the TypeScript card: a text in one of its files, and what takes its place. */
export interface PlantedFault {
  /** What the card does wrong. */
  readonly name: string
  /** The cases among which one finds it. */
  readonly group: GroupName
  /** Below simulator/card. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

const password = 'commands/affected-password.ts'
const verify = 'commands/verify.ts'
const change = 'commands/change-reference-data.ts'
const unblock = 'commands/reset-retry-counter.ts'
const channel = 'core/channel.ts'
const channels = 'core/channel-set.ts'
const select = 'commands/select.ts'
const read = 'commands/read-binary.ts'
const records = 'commands/read-record.ts'
const write = 'commands/write-binary.ts'
const context = 'core/command-context.ts'

/** Mistakes that somebody who writes a card can make, each small. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    name: 'a wrong PIN costs no try',
    group: 'verify',
    file: password,
    find: 'memory.password(password).retryCounter - 1',
    replace: 'memory.password(password).retryCounter',
  },
  {
    name: 'a wrong PIN is not counted for good',
    group: 'verify',
    file: password,
    find: 'memory.commit([{ path, retryCounter }])',
    replace: 'void path',
  },
  {
    name: 'a wrong PIN leaves the status of an earlier right one',
    group: 'verify',
    file: password,
    find: 'context.channel.clearPasswordStatus(password)\n    refuse(counterWord(retryCounter))',
    replace: 'refuse(counterWord(retryCounter))',
  },
  {
    name: 'the right PIN gives no tries back',
    group: 'verify',
    file: password,
    find: 'return { path, retryCounter: startRetryCounter }',
    replace: 'return { path, retryCounter: retryCounter + 1 + 0 * startRetryCounter }',
  },
  {
    name: 'the tries that are left are told before the wrong one is taken off',
    group: 'verify',
    file: password,
    find: 'refuse(counterWord(retryCounter))',
    replace: 'refuse(counterWord(retryCounter + 1))',
  },
  {
    name: 'a blocked password takes the right PIN',
    group: 'verify',
    file: password,
    find: 'if (retryCounter === 0) refuse(SW.passwordBlocked)\n  if (isProtected)',
    replace: 'if (isProtected)',
  },
  {
    name: 'a Transport-PIN verifies',
    group: 'verify',
    file: password,
    find: "if (isProtected && context.card.cos === '3.10') refuse(SW.passwordNotUsable)\n  if (retryCounter === 0) refuse(SW.passwordBlocked)\n  if (isProtected) refuse(SW.passwordNotUsable)",
    replace: 'if (retryCounter === 0 && !isProtected) refuse(SW.passwordBlocked)',
  },
  {
    name: 'a new PIN may be one digit too short',
    group: 'change-reference-data',
    file: password,
    find: 'if (digits < minimumLength)',
    replace: 'if (digits < minimumLength - 1)',
  },
  {
    name: 'the new PIN is not stored',
    group: 'change-reference-data',
    file: change,
    find: '{ path, ...tryGivenBack, secret: toHex(newSecret) }',
    replace: '{ path, ...tryGivenBack, ...(newSecret.length < 0 && { secret: toHex(newSecret) }) }',
  },
  {
    name: 'the transport protection outlives the first PIN',
    group: 'change-reference-data',
    file: change,
    find: "if (memory.password(password).transportStatus !== 'regularPassword') {",
    replace: "if (memory.password(password).transportStatus === 'regularPassword') {",
  },
  {
    name: 'a Leer-PIN can be set again and again',
    group: 'change-reference-data',
    file: change,
    find: 'if (!oldSecret) refuseWhereSecretWasSet(context, password)',
    replace: 'void refuseWhereSecretWasSet',
  },
  {
    name: 'uses of the PUK are not counted',
    group: 'reset-retry-counter',
    file: unblock,
    find: 'card.memory.commit([{ path, pukUsage: pukUsage - 1 }])',
    replace: 'void path',
  },
  {
    name: 'a PUK can be used once too often',
    group: 'reset-retry-counter',
    file: unblock,
    find: 'if (pukUsage === 0) refuse(SW.commandBlocked)',
    replace: 'if (pukUsage < 0) refuse(SW.commandBlocked)',
  },
  {
    name: 'unblocking leaves the status of the password',
    group: 'reset-retry-counter',
    file: unblock,
    find: 'context.channel.clearPasswordStatus(password)',
    replace: 'void context',
  },
  {
    name: 'VERIFY sets no status',
    group: 'get-pin-status',
    file: verify,
    find: 'context.channel.setPasswordStatus(password)',
    replace: 'void password',
  },
  {
    name: 'leaving DF.QES keeps the status of PIN.QES',
    group: 'select',
    file: channel,
    find: 'this.#dfPasswords = this.#dfPasswords.filter(({ password }) => newPath.includes(password.folder))',
    replace: 'void newPath',
  },
  {
    name: 'SELECT keeps the current file',
    group: 'select',
    file: channel,
    find: 'this.currentFolder = folder\n    this.currentFile = undefined',
    replace: 'this.currentFolder = folder',
  },
  {
    name: 'leaving a folder keeps the references to its keys',
    group: 'select',
    file: channel,
    find: 'if (!newPath.includes(reference.folder)) this.keyReferences.delete(use)',
    replace: 'if (reference.folder === undefined) this.keyReferences.delete(use)',
  },
  {
    name: 'a folder that was left keeps its security environment',
    group: 'select',
    file: channel,
    find: 'if (!newPath.includes(other)) this.#environments.delete(other)',
    replace: 'void other',
  },
  {
    name: 'restoring a security environment keeps the status of the passwords',
    group: 'manage-security-environment',
    file: channel,
    find: 'this.#keepPasswords((password) => password.folder !== folder)',
    replace: '',
  },
  {
    name: 'the security environment is ignored by access rules',
    group: 'get-pin-status',
    file: context,
    find: 'securityEnvironment: this.channel.environmentOf(folder)',
    replace: 'securityEnvironment: 1',
  },
  {
    name: 'PIN.QES covers one signature more',
    group: 'pso-compute-digital-signature',
    file: channel,
    find: 'if (!status || status.usesLeft === 0) return false',
    replace: 'if (!status || status.usesLeft < 0) return false',
  },
  {
    name: 'channels share one status',
    group: 'manage-channel',
    file: channels,
    find: 'this.#open[number] = new Channel(this.#root)',
    replace: 'this.#open[number] = this.#open[0] ?? new Channel(this.#root)',
  },
  {
    name: 'a closed channel still answers',
    group: 'manage-channel',
    file: channels,
    find: '  close(number: number): void {\n    this.#open[number] = undefined\n',
    replace: '  close(number: number): void {\n    void number\n',
  },
  {
    name: 'READ BINARY is off by one at the logical end of file',
    group: 'read-binary',
    file: read,
    find: 'if (offset >= body.length)',
    replace: 'if (offset > body.length)',
  },
  {
    name: 'READ BINARY begins one byte late',
    group: 'read-binary',
    file: read,
    find: 'body.subarray(offset, end)',
    replace: 'body.subarray(offset + (offset > 0 ? 1 : 0), end)',
  },
  {
    name: 'READ BINARY does not warn of the end of the file',
    group: 'read-binary',
    file: read,
    find: 'tooMuch ? SW.endOfFile : SW.noError',
    replace: 'tooMuch ? SW.noError : SW.noError',
  },
  {
    name: 'a short file identifier does not make the file current',
    group: 'read-binary',
    file: 'commands/affected-file.ts',
    find: 'channel.currentFile = file\n  return file',
    replace: 'return file',
  },
  {
    name: 'SEARCH RECORD looks at records before the first',
    group: 'records',
    file: records,
    find: 'i + 1 >= context.p1 && active',
    replace: 'i + 1 >= 0 && active',
  },
  {
    name: 'a record that is not there has the wrong status word',
    group: 'records',
    file: records,
    find: 'context.card.memory.records(file)[context.p1 - 1] ?? refuse(SW.recordNotFound)',
    replace: 'context.card.memory.records(file)[context.p1 - 1] ?? refuse(SW.fileNotFound)',
  },
  {
    name: 'UPDATE BINARY cuts the file behind what it has written',
    group: 'write-binary',
    file: write,
    find: 'new Uint8Array(Math.max(old.length, offset + data.length))\n  body.set(old)',
    replace: 'new Uint8Array(offset + data.length)\n  body.set(old.subarray(0, offset))',
  },
  {
    name: 'SELECT of the next occurrence begins anew',
    group: 'select',
    file: select,
    find: 'return current < 0 ? undefined : fitting[current + 1]',
    replace: 'return fitting[(current + 1) % fitting.length]',
  },
  {
    name: 'the parent of the MF is the MF',
    group: 'select',
    file: select,
    find: 'return folder.parent\n',
    replace: 'return folder.parent ?? folder\n',
  },
  {
    name: 'a token with the own number of the card is signed',
    group: 'internal-authenticate',
    file: 'commands/internal-authenticate.ts',
    find: 'if (equalBytes(token.subarray(-ICCSN_BYTES), context.card.image.iccsn8)) refuse(SW.wrongToken)',
    replace: 'void [equalBytes, ICCSN_BYTES]',
  },
  {
    name: 'the MAC of a message is not checked',
    group: 'pso-decipher',
    file: 'crypto/ecies.ts',
    find: 'if (!equalBytes(aesCmac(macKey, padIso(cipher)).subarray(0, MAC_BYTES), mac)) return undefined',
    replace: 'void [equalBytes, aesCmac, macKey, padIso, MAC_BYTES, mac]',
  },
  {
    name: 'the logical end of file in the FCP is the size of the file',
    group: 'fcp',
    file: 'commands/file-control-parameters.ts',
    find: 'encodeTlv(0xc5, uint16(memory.body(file).length))',
    replace: 'encodeTlv(0xc5, uint16(file.sizeBytes + 0 * memory.body(file).length))',
  },
]
