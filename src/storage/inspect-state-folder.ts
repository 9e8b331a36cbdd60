import { access, constants, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StateFolderFacts } from '../operations/doctor/doctor-desk.js'
import { systemCode } from './file-errors.js'

/** Looks at the state folder and everything in it, or at the place where it would be made. Changes nothing. */
export async function inspectStateFolder(folder: string): Promise<StateFolderFacts> {
  const openToOthers: string[] = []
  const obstacle = (await obstacleInFolder(folder, openToOthers)) ?? { state: 'ready' as const, at: folder }
  return { folder, ...obstacle, openToOthers }
}

type Obstacle = Pick<StateFolderFacts, 'state' | 'at'>

/** What keeps its owner from using a folder and all that is in it; undefined: nothing. */
async function obstacleInFolder(folder: string, openToOthers: string[]): Promise<Obstacle | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    if (await isOpenToOthers(folder)) openToOthers.push(folder)
    if (!(await allows(folder, constants.W_OK | constants.X_OK))) return { state: 'notWritable', at: folder }
    for (const entry of entries) {
      const path = join(folder, entry.name)
      const obstacle = entry.isDirectory()
        ? await obstacleInFolder(path, openToOthers)
        : entry.isFile() && (await obstacleInFile(path, openToOthers))
      // Another process may have taken the entry away since the folder was read.
      if (obstacle && obstacle.state !== 'notYetMade') return obstacle
    }
    return undefined
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOENT') return await obstacleToMaking(folder, dirname(folder))
    return { state: code === 'ENOTDIR' ? 'notFolder' : 'notReadable', at: folder }
  }
}

async function obstacleInFile(path: string, openToOthers: string[]): Promise<Obstacle | undefined> {
  if (!(await allows(path, constants.R_OK))) return { state: 'notReadable', at: path }
  if (await isOpenToOthers(path)) openToOthers.push(path)
  return undefined
}

/** Whether a folder that is missing can be made: by the nearest folder above it that is there. */
async function obstacleToMaking(folder: string, above: string): Promise<Obstacle> {
  try {
    if (!(await stat(above)).isDirectory()) return { state: 'notFolder', at: above }
    const writable = await allows(above, constants.W_OK | constants.X_OK)
    return writable ? { state: 'notYetMade', at: folder } : { state: 'notWritable', at: above }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    if (code === 'ENOENT') return await obstacleToMaking(folder, dirname(above))
    return { state: code === 'ENOTDIR' ? 'notFolder' : 'notReadable', at: above }
  }
}

async function allows(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode)
    return true
  } catch (error) {
    // What is gone is no obstacle.
    return systemCode(error) === 'ENOENT'
  }
}

async function isOpenToOthers(path: string): Promise<boolean> {
  // Windows has no such mode bits; what stands there says nothing about who may read.
  if (process.platform === 'win32') return false
  try {
    return ((await stat(path)).mode & 0o077) !== 0
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
