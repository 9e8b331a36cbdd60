import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Benchmarks run what tsc has put into dist/test/support.
const above = ['../..', '../../..'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
const root = above.find((folder) => existsSync(join(folder, 'package.json'))) ?? ''
let isBuilt = false

/** The path of what the tests have in C for PKCS#11; built where it is older than its source. */
export function builtInC(name: 'libscripted.so' | 'write-objects' | 'sign-often'): string {
  if (!isBuilt)
    execFileSync('make', ['-C', join(root, 'test/support/scripted-module')], { stdio: ['ignore', 'ignore', 'inherit'] })
  isBuilt = true
  return join(root, 'dist/scripted-module', name)
}
