import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { isHealthCardError } from '../../../src/errors/health-card-error.js'
import type { InputDocument } from '../../../src/operations/documents.js'
import { fileDocumentStore } from '../../../src/storage/file-document-store.js'

const store = fileDocumentStore()
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ehba-store-'))
})

function file(name: string, content = name): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

interface Wishes {
  recursive?: boolean
  force?: boolean
  outputFolder?: string
}

function collect(paths: readonly string[], wishes: Wishes = {}): Promise<readonly InputDocument[]> {
  return store.collect(paths, {
    outputFolder: join(folder, 'out'),
    suffix: '.p7s',
    recursive: false,
    force: false,
    ...wishes,
  })
}

async function outputs(paths: readonly string[], wishes?: Wishes): Promise<string[]> {
  return (await collect(paths, wishes)).map(({ output }) => output.slice(folder.length + 1))
}

/** Code and problem of the error that `work` ends with. */
async function problem(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isHealthCardError(error)) return `${error.code} ${String(error.data['problem'] ?? '')}`.trim()
    throw error
  }
  return 'none'
}

describe('collect', () => {
  it('keeps the order of the inputs and adds the suffix to their names', async () => {
    expect(await outputs([file('b.pdf'), file('a.xml')])).toEqual(['out/b.pdf.p7s', 'out/a.xml.p7s'])
  })

  it('keeps the path below the common folder of inputs with equal names, and of no others', async () => {
    const inputs = [file('x/1/brief.pdf'), file('x/2/brief.pdf'), file('x/2/other.pdf')]
    expect(await outputs(inputs)).toEqual(['out/1/brief.pdf.p7s', 'out/2/brief.pdf.p7s', 'out/other.pdf.p7s'])
  })

  it('takes names that differ in case only for equal: some file systems do', async () => {
    expect(await outputs([file('1/Brief.pdf'), file('2/brief.PDF')])).toEqual([
      'out/1/Brief.pdf.p7s',
      'out/2/brief.PDF.p7s',
    ])
  })

  it('searches folders by name with --recursive, and leaves the output folder out', async () => {
    file('in/b.txt')
    file('in/a/c.txt')
    file('in/out/old.p7s')
    const found = await collect([join(folder, 'in')], { recursive: true, outputFolder: join(folder, 'in/out') })
    expect(found.map(({ input }) => input.slice(folder.length))).toEqual(['/in/a/c.txt', '/in/b.txt'])
  })

  it('tells the size', async () => {
    expect((await collect([file('a.txt', 'äöü')]))[0]?.sizeBytes).toBe(6)
  })

  it.each([
    ['a path that is not there', () => join(folder, 'none.txt'), 'HC_INPUT_UNUSABLE missing'],
    ['a path below a file', () => join(file('a.txt'), 'b.txt'), 'HC_INPUT_UNUSABLE missing'],
    ['a folder', () => dirname(file('in/a.txt')), 'HC_INPUT_UNUSABLE folder'],
    ['a device', () => '/dev/null', 'HC_INPUT_UNUSABLE notRegular'],
  ])('refuses %s', async (_, path, expected) => {
    expect(await problem(collect([path()]))).toBe(expected)
  })

  it('refuses a symbolic link, also inside a folder', async () => {
    symlinkSync(file('a.txt'), join(folder, 'link'))
    expect(await problem(collect([join(folder, 'link')]))).toBe('HC_INPUT_UNUSABLE notRegular')
    expect(await problem(collect([folder], { recursive: true }))).toBe('HC_INPUT_UNUSABLE notRegular')
  })

  it('refuses a pipe without waiting for its other end', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    expect(await problem(collect([join(folder, 'pipe')]))).toBe('HC_INPUT_UNUSABLE notRegular')
  })

  it('refuses an empty folder and a file that is named twice', async () => {
    mkdirSync(join(folder, 'empty'))
    expect(await problem(collect([join(folder, 'empty')], { recursive: true }))).toBe('HC_INPUT_UNUSABLE emptyFolder')
    const path = file('a.txt')
    expect(await problem(collect([path, join(folder, '.', 'a.txt')]))).toBe('HC_INPUT_UNUSABLE duplicate')
  })

  it('refuses an output that exists, unless it may be replaced', async () => {
    file('out/a.txt.p7s')
    expect(await problem(collect([file('a.txt')]))).toBe('HC_OUTPUT_EXISTS')
    expect(await outputs([file('a.txt')], { force: true })).toEqual(['out/a.txt.p7s'])
  })

  it('refuses an output that is a folder or one of the inputs, whatever may be replaced', async () => {
    mkdirSync(join(folder, 'out/a.txt.p7s'), { recursive: true })
    expect(await problem(collect([file('a.txt')], { force: true }))).toBe('HC_OUTPUT_UNUSABLE isFolder')
    const both = [file('b.txt'), file('b.txt.p7s')]
    expect(await problem(collect(both, { force: true, outputFolder: folder }))).toBe('HC_OUTPUT_UNUSABLE isInput')
  })

  it('refuses a name that is too long with its suffix, also where the output folder is not there yet', async () => {
    const tooLong = file('x'.repeat(252))
    for (const outputFolder of [join(folder, 'out'), join(folder, 'out/deep'), folder]) {
      expect(await problem(collect([tooLong], { outputFolder }))).toBe('HC_OUTPUT_UNUSABLE nameTooLong')
    }
    expect(await outputs([file('x'.repeat(251))])).toEqual([`out/${'x'.repeat(251)}.p7s`])
  })

  it('refuses outputs of which one would need the name of another for its folder', async () => {
    const inputs = [file('in/brief'), file('in/brief.p7s/befund'), file('in/other/befund')]
    expect(await problem(collect(inputs))).toBe('HC_OUTPUT_UNUSABLE isFolder')
  })

  it('refuses a file that is named once more by way of a linked folder', async () => {
    const path = file('in/a.txt')
    symlinkSync(join(folder, 'in'), join(folder, 'link'))
    expect(await problem(collect([path, join(folder, 'link/a.txt')]))).toBe('HC_INPUT_UNUSABLE duplicate')
  })

  it('refuses a name that is no UTF-8, and takes no other file for it', async () => {
    const lossy = file('in/brief-\ufffd.txt')
    expect(await problem(collect([lossy]))).toBe('none')
    writeFileSync(Buffer.concat([Buffer.from(join(folder, 'in/brief-')), Buffer.of(0xe4), Buffer.from('.txt')]), '')
    expect(await problem(collect([lossy]))).toBe('HC_INPUT_UNUSABLE nameNotText')
    expect(await problem(collect([join(folder, 'in')], { recursive: true }))).toBe('HC_INPUT_UNUSABLE nameNotText')
  })

  it('refuses an output folder that is a file', async () => {
    file('out')
    expect(await problem(collect([file('a.txt')]))).toBe('HC_OUTPUT_UNUSABLE notFolder')
  })

  it.skipIf(process.getuid?.() === 0)('refuses what the user may not read or write (not as root)', async () => {
    const secret = file('secret.txt')
    chmodSync(secret, 0)
    expect(await problem(collect([secret]))).toBe('HC_INPUT_UNUSABLE notReadable')
    chmodSync(folder, 0o500)
    expect(await problem(collect([join(folder, 'secret.txt')]))).toBe('HC_OUTPUT_UNUSABLE notWritable')
  })

  it('creates nothing', async () => {
    await collect([file('a.txt')])
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})

describe('an input document', () => {
  it('has the SHA-256 of its content, also where that is longer than one piece', async () => {
    const content = 'Befund\n'.repeat(100_000)
    const [document] = await collect([file('long.txt', content)])
    const expected = createHash('sha256').update(content).digest('hex')
    expect(Buffer.from((await document?.digest()) ?? []).toString('hex')).toBe(expected)
    expect(Buffer.from((await document?.content()) ?? []).toString()).toBe(content)
    expect(await document?.isUnchanged()).toBe(true)
  })

  it.each([
    [
      'grown',
      (path: string) => {
        appendFileSync(path, 'x')
      },
    ],
    [
      'touched',
      (path: string) => {
        utimesSync(path, 1, 1)
      },
    ],
    [
      'replaced by an equal one',
      (path: string) => {
        writeFileSync(`${path}2`, 'a.txt')
        renameSync(`${path}2`, path)
      },
    ],
  ])('that was %s since it was found is not hashed and counts as changed', async (_, change) => {
    const path = file('a.txt')
    const [document] = await collect([path])
    change(path)
    expect(await document?.isUnchanged()).toBe(false)
    expect(await problem(document?.digest() ?? Promise.resolve())).toBe('HC_INPUT_CHANGED')
    expect(await problem(document?.content() ?? Promise.resolve())).toBe('HC_INPUT_CHANGED')
  })
})

describe('a file that says that it is empty and is not', () => {
  it.skipIf(!existsSync('/proc/self/status'))('counts as changed while it is read', async () => {
    expect(await problem(store.digest('/proc/self/status', 'sha256'))).toBe('HC_INPUT_CHANGED')
    expect(await problem(store.read('/proc/self/status'))).toBe('HC_INPUT_CHANGED')
  })
})

describe('write', () => {
  const content = Buffer.from('signature')

  it('makes missing folders, leaves one file that others may read, and nothing else', async () => {
    const path = join(folder, 'out/deep/a.p7s')
    await store.write(path, content, { force: false })
    expect(readFileSync(path, 'utf8')).toBe('signature')
    expect(statSync(path).mode & 0o777).toBe(0o644)
    expect(readdirSync(dirname(path))).toEqual(['a.p7s'])
  })

  it('never replaces without force, and leaves no temporary file when it refuses', async () => {
    const path = file('a.p7s', 'before')
    expect(await problem(store.write(path, content, { force: false }))).toBe('HC_OUTPUT_EXISTS')
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(folder)).toEqual(['a.p7s'])
    await store.write(path, content, { force: true })
    expect(readFileSync(path, 'utf8')).toBe('signature')
  })

  it('replaces no document by a signature, whatever links lead to it', async () => {
    const both = [file('in/a', 'text'), file('in/a.p7s', 'also to be signed')]
    symlinkSync(join(folder, 'in'), join(folder, 'out'))
    expect(await problem(collect(both, { force: true }))).toBe('HC_OUTPUT_UNUSABLE isInput')
  })

  it.each([
    ['a file', 'HC_OUTPUT_UNUSABLE notFolder'],
    ['nothing', 'HC_OUTPUT_UNUSABLE notFolder'],
  ])('refuses an output folder that is a link to %s before anything is signed', async (target, expected) => {
    symlinkSync(target === 'nothing' ? join(folder, 'nothing') : file('program', ''), join(folder, 'out'))
    chmodSync(folder, 0o777)
    if (target !== 'nothing') chmodSync(join(folder, 'program'), 0o777)
    expect(await problem(collect([file('a')]))).toBe(expected)
  })

  it('reads nothing whole that would not fit into memory, and hashes it all the same', async () => {
    const path = file('scan.p7s', '')
    truncateSync(path, 512 * 1024 * 1024 + 1)
    expect(await problem(store.read(path))).toBe('HC_INPUT_UNUSABLE tooLarge')
    const [document] = await collect([path])
    expect(await problem(document?.content() ?? Promise.resolve())).toBe('HC_INPUT_UNUSABLE tooLarge')
    expect(await store.digest(path, 'sha256')).toHaveLength(32)
  })

  it('does not write through a symbolic link', async () => {
    const target = file('target', 'before')
    symlinkSync(target, join(folder, 'a.p7s'))
    expect(await problem(store.write(join(folder, 'a.p7s'), content, { force: false }))).toBe('HC_OUTPUT_EXISTS')
    await store.write(join(folder, 'a.p7s'), content, { force: true })
    expect(readFileSync(target, 'utf8')).toBe('before')
  })

  it.each([
    ['below a file', () => join(file('a'), 'b.p7s'), 'HC_OUTPUT_UNUSABLE notFolder'],
    ['with a name that is too long', () => join(folder, 'x'.repeat(300)), 'HC_OUTPUT_UNUSABLE nameTooLong'],
    ['onto a folder', () => dirname(file('d/x')), 'HC_OUTPUT_UNUSABLE isFolder'],
  ])('refuses a place %s', async (_, path, expected) => {
    expect(await problem(store.write(path(), content, { force: true }))).toBe(expected)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('reading', () => {
  it('gives content and digests, and tells files, folders and nothing apart', async () => {
    const path = file('a.txt')
    expect(Buffer.from(await store.read(path)).toString()).toBe('a.txt')
    expect(await store.digest(path, 'sha384')).toHaveLength(48)
    expect(await store.digest(path, 'sha512')).toHaveLength(64)
    expect(await store.kindOf(path)).toBe('file')
    expect(await store.kindOf(folder)).toBe('folder')
    expect(await store.kindOf(join(path, 'below'))).toBe('missing')
  })

  it('refuses what is no file', async () => {
    expect(await problem(store.read(folder))).toBe('HC_INPUT_UNUSABLE folder')
    expect(await problem(store.digest('/dev/null', 'sha256'))).toBe('HC_INPUT_UNUSABLE notRegular')
    expect(await problem(store.read(join(folder, 'none')))).toBe('HC_INPUT_UNUSABLE missing')
  })
})
