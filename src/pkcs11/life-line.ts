/** The ends of the two lines in the process of a module; 0 to 2 lead nowhere, since vendors write there. */
export const PROTOCOL_FD = 3
export const LIFE_FD = 4
/** How long a program that has ended leaves the process of a module to take leave of it, in s. */
export const GRACE_SECONDS = 1
/** What the process of a module is told where it has to hold its life line itself. */
export const HOLD_LIFE_LINE = 'hold-life-line'
/** What a program that ends the process of a module says on its life line. */
export const FAREWELL = '\n'

const watcher = `(
  trap '' HUP INT TERM
  read -r _ <&${LIFE_FD} || { sleep ${GRACE_SECONDS}; kill -9 $$; }
) ${PROTOCOL_FD}<&- &
exec "$@" ${LIFE_FD}<&-`

/**
 * How to start the process of a module so that it ends when the program is gone without a farewell, however it went: a call
 * into the module may hang for good. A shell leaves a copy of itself at the life line and becomes that process: 1 ms, where a
 * thread of Node.js takes 50 ms of the processor.
 *
 * The process must begin a session: its number is then that of its group, and cannot come to belong to another process while
 * the copy lives (POSIX.1-2017, fork). On Windows, which has no shell of that kind, it holds the line itself.
 */
export function withLifeLine(program: string, words: readonly string[]): readonly [string, readonly string[]] {
  if (process.platform === 'win32') return [program, [...words, HOLD_LIFE_LINE]]
  return ['/bin/sh', ['-c', watcher, 'sh', program, ...words]]
}
