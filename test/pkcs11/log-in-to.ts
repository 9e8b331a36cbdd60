import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { projectFolder } from '../docs/project-files.js'
import type { OpenscRoom } from '../support/opensc-room.js'

/*
 * One process that logs in several times: pkcs11-tool ends with the first mistake, and pkcs11js would stop this process,
 * and with it the reader, until the card has answered.
 */
const SCRIPT = `
const pkcs11js = require('pkcs11js')
const [modulePath, slotNumber, ...pins] = process.argv.slice(1)
const names = { 0x10000: 'COUNT_LOW', 0x20000: 'FINAL_TRY', 0x40000: 'LOCKED' }
const module = new pkcs11js.PKCS11()
module.load(modulePath)
module.C_Initialize()
const slot = module.C_GetSlotList(true)[Number(slotNumber)]
const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION)
for (const pin of pins) {
  let result = 'CKR_OK'
  try {
    module.C_Login(session, pkcs11js.CKU_USER, pin)
  } catch (error) {
    result = error.message.split(':')[0]
  }
  const { flags } = module.C_GetTokenInfo(slot)
  const set = Object.entries(names).filter(([bit]) => flags & Number(bit)).map(([, name]) => name)
  console.log([result, flags.toString(16), ...set].join(' '))
}
module.C_Finalize()
`

/**
 * Logs in to a slot with one PIN after the other, in one process. Resolves to a line for each: the result, and the flags that
 * the token has after it, as hex and by name. Undefined: pkcs11js is missing.
 */
export async function logInTo(room: OpenscRoom, slot: number, pins: readonly string[]): Promise<string[] | undefined> {
  try {
    createRequire(import.meta.url).resolve('pkcs11js')
  } catch {
    return undefined
  }
  return await new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['-e', SCRIPT, room.modulePath, String(slot), ...pins],
      { cwd: projectFolder, env: { ...process.env, ...room.env }, timeout: 20_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }))
        else resolve(stdout.trim().split('\n'))
      },
    )
  })
}
