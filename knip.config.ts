import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: [
    'src/index.ts',
    // What bundle.js makes programs of.
    'bin/ehba.ts',
    'src/pkcs11/module-host.ts',
    'src/pcsc/relay-thread.ts',
    'bench/main.ts',
    'bench/report-peak-memory.ts',
    'test/**/*.ts',
  ],
  project: ['src/**/*.ts', 'simulator/**/*.ts', 'bin/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'],
  ignoreExportsUsedInFile: true,
  // Of the machine, not of npm: the judges of our output and the tools of the tests.
  ignoreBinaries: [
    'openssl',
    'script',
    'mkfifo',
    'make',
    'setpriv',
    'unshare',
    'mount',
    'umount',
    'man',
    'groff',
    'mandoc',
    'opensc-explorer',
    'pkcs11-tool',
    'softhsm2-util',
    'gcc',
    'java',
    'mvn',
  ],
}

export default config
