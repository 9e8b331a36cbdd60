// Makes dist/program: the program as one script, its helpers, and what V8 compiles of it
// (docs/adr/0010-bundled-program.md). `npm run bundle` calls it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const program = join(here, 'dist/program/ehba.cjs')
const ehba = join(here, 'bin/ehba.cjs')

/** Every bundle is for the oldest Node.js of package.json. */
const common = {
  bundle: true,
  minifyWhitespace: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  legalComments: 'linked',
  logLevel: 'warning',
  absWorkingDir: here,
}
/** A script has no `import.meta`, and Node.js starts it sooner than a module. */
const script = {
  ...common,
  format: 'cjs',
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'ownUrl' },
  banner: { js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;" },
}

async function bundle() {
  rmSync(join(here, 'dist/program'), { recursive: true, force: true })
  // pino starts threads by the paths of its own files.
  await build({ ...script, entryPoints: ['bin/ehba.ts'], outfile: program, external: ['pino'] })
  await build({ ...script, entryPoints: ['src/pkcs11/module-host.ts'], outfile: 'dist/program/module-host.cjs' })
  await build({
    ...common,
    format: 'esm',
    entryPoints: ['src/pcsc/relay-thread.ts'],
    outfile: 'dist/program/relay-thread.js',
  })
}

/** Runs the program for what people do most, in a process that then writes down what V8 compiled for it. */
function keepCode() {
  const folder = mkdtempSync(join(tmpdir(), 'ehba-build-'))
  const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder }
  try {
    const card = join(folder, 'card')
    const run = (...words) =>
      execFileSync(process.execPath, words, { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    run(ehba, 'sim', 'create', 'hba', '--state', 'active', '--out', card)
    writeFileSync(join(folder, 'letter.txt'), 'Befund')
    const reader = ['--reader', `sim:${card}/card.xml`, '--secrets-file', join(card, 'secrets')]
    run(fileURLToPath(import.meta.url), 'observed', 'sign', join(folder, 'letter.txt'), '--out', folder, ...reader)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs the program in this process. What was compiled for it is written when it ends. */
function runObserved(words) {
  const compiled = new Script(Module.wrap(readFileSync(program, 'utf8')), { filename: program })
  process.argv = [process.execPath, ehba, ...words]
  process.once('exit', (code) => {
    if (code === 0) writeFileSync(`${program}.code`, compiled.createCachedData())
  })
  const module = { exports: {} }
  compiled.runInThisContext()(module.exports, createRequire(program), module, program, join(program, '..'))
}

const [mode, ...words] = process.argv.slice(2)
if (mode === 'observed') runObserved(words)
else {
  await bundle()
  keepCode()
}
