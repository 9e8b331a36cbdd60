import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: ['bin/ehba.ts', 'src/index.ts', 'test/**/*.ts', 'bench/**/*.ts'],
  project: ['src/**/*.ts', 'simulator/**/*.ts', 'bin/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
  ignoreExportsUsedInFile: true,
}

export default config
