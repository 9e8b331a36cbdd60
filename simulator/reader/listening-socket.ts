import { once } from 'node:events'
import { chmod, mkdir } from 'node:fs/promises'
import type { Server } from 'node:net'
import { dirname } from 'node:path'
import { ReaderError } from './reader-error.js'

/**
 * Has a server listen at a path, which only this user can use then. The folder is made where it is missing.
 *
 * @throws ReaderError `placeUnusable`, also where something is there already
 */
export async function listenAt(path: string, server: Server): Promise<Server> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    server.listen(path)
    await once(server, 'listening')
    await chmod(path, 0o600)
    return server
  } catch (cause) {
    throw new ReaderError('placeUnusable', `cannot listen at ${path}`, { cause })
  }
}

/**
 * The descriptor of a listening socket, for a process that inherits it. Node has no public name for it.
 *
 * @throws ReaderError `pcscdFailed`
 */
export function descriptorOf(server: Server): number {
  const handle: unknown = '_handle' in server ? server._handle : undefined
  if (typeof handle === 'object' && handle !== null && 'fd' in handle && typeof handle.fd === 'number') return handle.fd
  throw new ReaderError('pcscdFailed', 'this Node.js does not tell the descriptor of a socket')
}
