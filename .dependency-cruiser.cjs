// The layering of docs/architecture.md as rules. One row per folder: what it may import besides itself.
// Type-only imports count (tsPreCompilationDeps).
const layers = {
  bytes: [],
  errors: [],
  log: ['bytes'],
  config: ['bytes', 'errors'],
  apdu: ['bytes', 'errors', 'log'],
  cos: ['apdu', 'bytes', 'errors'],
  card: ['cos', 'apdu', 'bytes', 'errors', 'log'],
  pin: ['card', 'cos', 'bytes', 'errors', 'log'],
  certificates: ['bytes', 'errors'],
  cms: ['certificates', 'bytes', 'errors'],
  xmldsig: ['certificates', 'bytes', 'errors'],
  signing: ['cms', 'xmldsig', 'certificates', 'bytes', 'errors'],
  encryption: ['cms', 'xmldsig', 'certificates', 'bytes', 'errors'],
  directory: ['certificates', 'bytes', 'errors'],
  login: ['signing', 'cms', 'certificates', 'bytes', 'errors', 'log'],
  'trust-centre': ['cms', 'certificates', 'bytes', 'errors', 'log'],
  pcsc: ['apdu', 'bytes', 'errors', 'log'],
  pkcs11: ['pin', 'signing', 'encryption', 'certificates', 'bytes', 'errors', 'log'],
  conformance: ['apdu', 'bytes', 'errors', 'log'],
  operations: [
    'conformance',
    'login',
    'directory',
    'signing',
    'encryption',
    'cms',
    'xmldsig',
    'certificates',
    'pin',
    'card',
    'apdu',
    'bytes',
    'errors',
    'log',
    'config',
  ],
  storage: ['operations', 'bytes', 'errors', 'log'],
  portal: ['trust-centre', 'directory', 'cms', 'certificates', 'bytes', 'errors', 'log', 'config'],
  daemon: ['operations', 'config', 'errors', 'log', 'bytes'],
  cli: ['operations', 'config', 'errors', 'log', 'bytes'],
}

const folderRules = Object.entries(layers).map(([folder, allowed]) => ({
  name: `layer-${folder}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^(src|simulator|bin|test|bench)/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
}))

// node:fs may be imported only where files are this folder's trade, and where a line to the program is read as one.
const filesAllowed =
  '^src/(storage|config|daemon|portal|trust-centre)/|^src/cli/terminal|^src/pkcs11/host/line\\.ts$|^simulator/(card/state|personalise|reader)/|^(bin|test|bench)/'

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$|^test/|^bench/|^src/index\\.ts$' },
      to: {},
    },
    ...folderRules,
    {
      name: 'simulated-card-is-a-second-witness',
      comment: 'The card shares the byte tools and the APDU codec with src and nothing else (ADR 0003).',
      severity: 'error',
      from: { path: '^simulator/card/' },
      to: { path: '^(src|simulator|bin|test|bench)/', pathNot: '^simulator/card/|^src/(bytes|apdu)/' },
    },
    {
      name: 'personalise',
      severity: 'error',
      from: { path: '^simulator/personalise/' },
      to: {
        path: '^(src|simulator|bin|test|bench)/',
        pathNot: '^simulator/|^src/(trust-centre|certificates|bytes)/',
      },
    },
    {
      name: 'simulated-reader',
      comment: 'A reader holds cards, speaks APDUs and PC/SC part 10; it knows nothing of the product.',
      severity: 'error',
      from: { path: '^simulator/reader/' },
      to: {
        path: '^(src|simulator|bin|test|bench)/',
        pathNot: '^simulator/(card|reader)/|^src/(bytes|apdu)/',
      },
    },
    { name: 'nothing-imports-bin', severity: 'error', from: { pathNot: '^(bin|test)/' }, to: { path: '^bin/' } },
    {
      name: 'src-never-imports-test',
      severity: 'error',
      from: { path: '^(src|simulator|bin)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'files-only-where-files-are-the-trade',
      severity: 'error',
      from: { path: '^(src|simulator)/', pathNot: filesAllowed },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'native-modules-only-at-their-port',
      severity: 'error',
      from: { pathNot: '^src/(pcsc|pkcs11)/' },
      to: { path: 'node_modules/(pcsclite|pcsc-mini|pkcs11js)' },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], conditionNames: ['import', 'node', 'default'] },
    reporterOptions: { dot: { collapsePattern: '^(src|simulator)/[^/]+|^(bin|test)' } },
  },
}
