import { readFileSync } from 'node:fs'
import { runCli } from '../src/cli/run.js'
import { processTerminal } from '../src/cli/terminal/process-terminal.js'
import { cliAdapters } from './cli-adapters.js'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Once: the second Ctrl-C ends the process at once, as everywhere else.
  process.once(signal, () => {
    stop.abort()
  })
}
const hangUp = new AbortController()
// A terminal that closes says so more than once: the shell and the system both do.
process.on('SIGHUP', () => {
  hangUp.abort()
  stop.abort()
})

// The process of a PKCS#11 module takes as long to begin as this program: it begins beside it.
const reader = process.argv[process.argv.indexOf('--reader') + 1] ?? ''
if (reader.startsWith('pkcs11:/'))
  void import('./begin-early.js').then(({ beginEarly }) => {
    beginEarly(reader)
  })

void runCli({
  argv: process.argv.slice(2),
  env: process.env,
  terminal: processTerminal(),
  adapters: cliAdapters(process.env),
  version: packageVersion(),
  signal: stop.signal,
}).then((exitCode) => {
  // Everything is written by now, and a wait that was given up must not hold the process.
  if (hangUp.signal.aborted && [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)) endByHangUp()
  process.exit(exitCode)
})

/** Node would end with a crash where it cannot give a terminal back that is gone. */
function endByHangUp(): void {
  process.removeAllListeners('SIGHUP')
  process.kill(process.pid, 'SIGHUP')
}

function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const named = typeof content === 'object' && content !== null && 'version' in content
  return named && typeof content.version === 'string' ? content.version : 'unknown'
}
