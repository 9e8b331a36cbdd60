import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('scripted-module', import.meta.url))
let isBuilt = false

/** The path of what the tests have in C for PKCS#11; built where it is older than its source. */
export function builtInC(name: 'libscripted.so' | 'write-objects'): string {
  if (!isBuilt) execFileSync('make', ['-C', source], { stdio: ['ignore', 'ignore', 'inherit'] })
  isBuilt = true
  return fileURLToPath(new URL(`../../dist/scripted-module/${name}`, import.meta.url))
}
