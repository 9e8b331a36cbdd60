import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Vitest's global set-up: all that the tests leave lies in one folder, which goes with the run. */
export default function ownTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ehba-tests-'))
  // Some tests run a part as another user, who has to get through.
  chmodSync(folder, 0o711)
  process.env['TMPDIR'] = folder
  // Never the readers of this machine: there may be somebody's card in one.
  process.env['PCSCLITE_CSOCK_NAME'] = join(folder, 'no-pcscd')
  return () => {
    rmSync(folder, { recursive: true, force: true })
  }
}
