import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FileMedium } from '../../../../../simulator/card/state/file-medium.js'
import { readImageFile } from '../../../../../simulator/card/state/image-file.js'
import { placeState } from '../../../../../simulator/card/state/state-place.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-sim-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const withCode = (code: string) => expect.objectContaining({ code }) as unknown as Error

describe('FileMedium', () => {
  it('has nothing where there is no file, and keeps what is written with mode 0600', () => {
    const path = join(folder, 'card.state')
    const medium = new FileMedium(path)
    expect(medium.read()).toBeUndefined()
    medium.replace(Buffer.from('one'))
    medium.append(Buffer.from(' two'), 'durable')
    medium.append(Buffer.from(' three'), 'buffered')
    medium.close()
    expect(readFileSync(path, 'utf8')).toBe('one two three')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('takes away the rights of others that a file had', () => {
    const path = join(folder, 'card.state')
    writeFileSync(path, 'old', { mode: 0o644 })
    const medium = new FileMedium(path)
    expect(medium.read()).toEqual(Buffer.from('old'))
    medium.append(Buffer.from(' new'), 'durable')
    medium.close()
    expect(readFileSync(path, 'utf8')).toBe('old new')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('replaces through a file beside it and leaves none behind, also after an interrupted replacement', () => {
    const path = join(folder, 'card.state')
    writeFileSync(`${path}.new`, 'half')
    const medium = new FileMedium(path)
    medium.replace(Buffer.from('whole'))
    medium.append(Buffer.from('!'), 'durable')
    medium.close()
    expect(readFileSync(path, 'utf8')).toBe('whole!')
    expect(existsSync(`${path}.new`)).toBe(false)
  })

  it('tells a full disk as memoryFailure, and a folder that is not there as stateUnusable', () => {
    const full = new FileMedium('/dev/full')
    expect(() => {
      full.append(Buffer.from('x'), 'durable')
    }).toThrow(withCode('memoryFailure'))
    full.close()
    expect(() => {
      new FileMedium(join(folder, 'none', 'card.state')).replace(Buffer.from('x'))
    }).toThrow(withCode('stateUnusable'))
    expect(() => new FileMedium(folder).read()).toThrow(withCode('stateUnusable'))
  })
})

describe('placeState', () => {
  const imageDigest = 'ab'.repeat(32)
  const image = () => {
    const imagePath = join(folder, 'cards', 'card.xml')
    mkdirSync(join(folder, 'cards'), { recursive: true })
    writeFileSync(imagePath, '<card/>')
    return { imagePath, imageDigest, stateHome: join(folder, 'home') }
  }

  it('puts the state beside the image', () => {
    expect(placeState(image())).toBe(join(folder, 'cards', 'card.xml.state'))
  })

  it('puts it into the state folder where the folder of the image lets nobody write, root included', () => {
    const place = image()
    chmodSync(join(folder, 'cards'), 0o555)
    expect(placeState(place)).toBe(join(folder, 'home', 'ehba', 'sim', imageDigest))
    expect(statSync(join(folder, 'home', 'ehba', 'sim')).mode & 0o777).toBe(0o700)
    chmodSync(join(folder, 'cards'), 0o755)
  })

  it('takes the state folder from XDG_STATE_HOME where that is an absolute path, else from the home', () => {
    const { imagePath } = image()
    chmodSync(join(folder, 'cards'), 0o555)
    vi.stubEnv('HOME', folder)
    vi.stubEnv('XDG_STATE_HOME', 'relative')
    const atHome = placeState({ imagePath, imageDigest })
    vi.stubEnv('XDG_STATE_HOME', join(folder, 'xdg'))
    const configured = placeState({ imagePath, imageDigest })
    vi.unstubAllEnvs()
    expect(atHome).toBe(join(folder, '.local', 'state', 'ehba', 'sim', imageDigest))
    expect(configured).toBe(join(folder, 'xdg', 'ehba', 'sim', imageDigest))
    chmodSync(join(folder, 'cards'), 0o755)
  })

  it('stays with a state that is there already, so that a blocked card stays blocked', () => {
    const place = image()
    writeFileSync(`${place.imagePath}.state`, '')
    chmodSync(join(folder, 'cards'), 0o555)
    expect(placeState(place)).toBe(`${place.imagePath}.state`)
    chmodSync(join(folder, 'cards'), 0o755)
  })

  it('takes a path that the user set, and gives one name to two links', () => {
    const place = image()
    const statePath = join(folder, 'my.state')
    expect(placeState({ ...place, statePath })).toBe(statePath)
    symlinkSync(place.imagePath, join(folder, 'link.xml'))
    expect(placeState({ ...place, imagePath: join(folder, 'link.xml') })).toBe(placeState(place))
  })

  it('says where there is no place', () => {
    const place = { ...image(), statePath: join(folder, 'none', 'x.state') }
    expect(() => placeState(place)).toThrow(withCode('stateUnusable'))
  })
})

describe('readImageFile', () => {
  it('tells a missing image as imageUnreadable', () => {
    expect(() => readImageFile(join(folder, 'none.xml'))).toThrow(withCode('imageUnreadable'))
  })
})
