import { readFileSync, writeFileSync } from 'node:fs'

/*
 * Loaded into a measured process by `node --import`: at its end it writes the most memory that it ever held (VmHWM, in
 * KiB) into the file that EHBA_BENCH_PEAK_FILE names. getrusage would not do: it counts what the parent had at the fork.
 */
process.on('exit', () => {
  const status = readFileSync('/proc/self/status', 'utf8')
  writeFileSync(process.env['EHBA_BENCH_PEAK_FILE'] ?? '', /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? '')
})
