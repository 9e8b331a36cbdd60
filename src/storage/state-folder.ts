import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where the program remembers things between runs: `$XDG_STATE_HOME/ehba`, else `~/.local/state/ehba`. A relative path in
 * the variable is ignored, as the XDG Base Directory Specification asks for.
 */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_STATE_HOME']
  return base !== undefined && isAbsolute(base) ? join(base, 'ehba') : join(homedir(), '.local', 'state', 'ehba')
}
