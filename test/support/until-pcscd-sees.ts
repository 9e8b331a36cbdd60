import { setTimeout as wait } from 'node:timers/promises'
import type { PrivatePcscd } from '../../simulator/reader/pcscd/private-pcscd.js'

/**
 * Does something with the card of a reader, and waits until pcscd has seen it.
 *
 * pcscd looks at its readers a few times a second. Where a command fails it shows "no card" before that; a card that is put in
 * before it has looked is then never shown. So what it counts is asked, not what it shows.
 *
 * @param reader - its name, without the numbers that pcscd puts behind it
 * @param goesOn - false: nobody waits any more
 */
export async function untilPcscdSees<T>(
  pcscd: PrivatePcscd,
  reader: string,
  work: () => Promise<T>,
  goesOn = (): boolean => true,
): Promise<T> {
  const counted = async (): Promise<number | undefined> =>
    (await pcscd.readers()).find(({ name }) => name.startsWith(`${reader} `))?.events
  const before = await counted()
  const done = await work()
  while (goesOn() && (await counted()) === before) await wait(5)
  return done
}
