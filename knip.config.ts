import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: ['bin/ehba.ts', 'src/index.ts', 'test/**/*.ts'],
  project: ['src/**/*.ts', 'simulator/**/*.ts', 'bin/**/*.ts', 'test/**/*.ts'],
  ignoreExportsUsedInFile: true,
  // Installed by bin/test, not by npm: the judges of our output.
  ignoreBinaries: ['openssl'],
}

export default config
