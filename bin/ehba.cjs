#!/usr/bin/env -S UV_THREADPOOL_SIZE=24 node
// The threads: a card that hangs keeps one for good, and there can be 16 readers.
// Plain JavaScript that every Node can read: it must be able to say that Node is too old, or that nothing is built yet. No
// module: Node starts those 10 ms later, a quarter of what `--version` takes.
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const { dirname, join } = require('node:path')
const { Script } = require('node:vm')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const words = process.argv.slice(2)
const program = join(__dirname, '../dist/program/ehba.cjs')

if (major < 20 || (major === 20 && minor < 19)) {
  const { node } = process.versions
  // In both languages: the texts of the program cannot be loaded here.
  process.stderr.write(
    `ehba needs Node.js 20.19 or newer; this is ${node}. Install it: https://nodejs.org/en/download\n`,
  )
  process.stderr.write(
    `ehba braucht Node.js 20.19 oder neuer; dies ist ${node}. Installieren Sie es: https://nodejs.org/en/download\n`,
  )
  process.exitCode = 70
} else if (!existsSync(program)) {
  process.stderr.write('ehba is not built yet. Run: npm ci && npm run build\n')
  process.exitCode = 70
} else if (words.length === 1 && ['--version', '-V'].includes(words[0])) {
  // Asked by scripts again and again: nothing else needs to be loaded for it.
  const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'))
  process.stdout.write(`${version}\n`)
} else if (process.env.EHBA_DEBUG === '1' || !existsSync(`${program}.code`)) {
  // The program is one bundle: stacks shall name the sources (docs/adr/0010-bundled-program.md).
  process.setSourceMapsEnabled(process.env.EHBA_DEBUG === '1')
  Module.createRequire(program)(program)
} else {
  startCompiled()
}

/** Starts the program as V8 compiled it when it was built; another V8 refuses that, and compiles it anew. */
function startCompiled() {
  const cachedData = readFileSync(`${program}.code`)
  const script = new Script(Module.wrap(readFileSync(program, 'utf8')), { filename: program, cachedData })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, Module.createRequire(program), module, program, dirname(program))
}
