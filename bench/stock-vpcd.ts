import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { descriptorOf, listenAt } from '../simulator/reader/listening-socket.js'
import { makeBenchCard } from './bench-card.js'
import { ehba, plainEnv } from './command-line.js'
import { end, type ServedCard } from './simulated-reader.js'

const PCSCD = '/usr/sbin/pcscd'
/** Of Debian's package vsmartcard-vpcd. */
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'
const PORT = 35963

/*
 * vpcd listens at a fixed port of every address of the computer, so it gets a network of its own, in which there is nobody
 * but the card. pcscd serves the socket that it inherits (sd_listen_fds(3)); the card ends with it.
 */
const LAUNCH = `
ip link set lo up
setpriv --pdeathsig TERM -- "$1" "$2" --sim-seed 1 sim run "$3" --vpcd 127.0.0.1:${PORT} </dev/null >/dev/null 2>&1 3<&- &
LISTEN_FDS=1 LISTEN_PID=$$ exec ${PCSCD} --foreground --critical --config "$4"`

/** Why no stock vpcd can be measured here; undefined: it can. */
export function vpcdMissing(): string | undefined {
  const missing = [PCSCD, DRIVER, '/usr/bin/unshare', '/usr/bin/setpriv'].find((path) => !existsSync(path))
  return missing === undefined ? undefined : `${missing} is missing`
}

/** A simulated card in the virtual reader of vsmartcard, as Debian ships it. */
export async function serveCardAtVpcd(folder: string): Promise<ServedCard> {
  const readers = join(folder, 'readers')
  mkdirSync(readers, { recursive: true })
  const card = await makeBenchCard('hba', folder)
  const entry = ['FRIENDLYNAME "Virtual PCD"', `DEVICENAME /dev/null:${PORT}`, `LIBPATH ${DRIVER}`, `CHANNELID ${PORT}`]
  writeFileSync(join(readers, 'vpcd'), `${entry.join('\n')}\n`)
  const [first, socket] = [join(folder, 'new'), join(folder, 'pcscd.comm')]
  const listening = await listenAt(first, createServer())
  const words = ['--user', '--map-root-user', '--net', '--', '/bin/sh', '-c', LAUNCH, 'sh']
  const pcscd = spawn('unshare', [...words, process.execPath, ehba, card.image, readers], {
    env: { ...plainEnv, XDG_STATE_HOME: join(folder, 'state'), PCSCLITE_HP_DROPDIR: readers },
    stdio: ['ignore', 'ignore', 'ignore', descriptorOf(listening)],
  })
  await once(pcscd, 'spawn')
  // Whoever closes a listening socket removes the file of its name.
  renameSync(first, socket)
  listening.close()
  return { card, env: { PCSCLITE_CSOCK_NAME: socket }, [Symbol.asyncDispose]: () => end(pcscd) }
}
