import { cpus, loadavg, release, totalmem } from 'node:os'

/** What the figures were measured on, a line each; they hold for this machine only. */
export function machineLines(): string[] {
  const [first] = cpus()
  const gib = Math.round(totalmem() / 1024 ** 3)
  return [
    `Processor: ${first?.model.trim() ?? 'unknown'}, ${cpus().length} threads; memory ${gib} GiB`,
    `System: ${process.platform} ${release()} ${process.arch}`,
    `Node ${process.versions.node}, V8 ${process.versions.v8}, OpenSSL ${process.versions.openssl}`,
  ]
}

/** Processes that wanted to run in the last minute, on average. More than the machine has threads: it was busy. */
export function machineLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}
