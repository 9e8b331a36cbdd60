import { readdir, readFile } from 'node:fs/promises'

/**
 * Programs that have a PC/SC library loaded now, as `name (process id)`, ourselves left out. Only those that this user may
 * look at, and only where there is a /proc (Linux); empty elsewhere.
 */
export async function pcscPrograms(): Promise<readonly string[]> {
  const entries = await readdir('/proc').catch(() => [])
  const pids = entries.filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
  const names = await Promise.all(pids.map(nameWherePcsc))
  return names.filter((name) => name !== undefined)
}

async function nameWherePcsc(pid: string): Promise<string | undefined> {
  try {
    const libraries = await readFile(`/proc/${pid}/maps`, 'latin1')
    if (!libraries.includes('/libpcsclite.so')) return undefined
    return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (${pid})`
  } catch {
    // It has ended by now, or it is somebody else's.
    return undefined
  }
}
