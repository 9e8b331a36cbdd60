import type { Exchange, Step } from './conformance-case.js'
import { data, oneOf, sw, type Expectation } from './expectation.js'
import { folders, passwords, type FolderName, type PasswordName } from './hba-objects.js'

/*
 * What cases are given, in words. Each stands for the commands that bring a card there.
 */

/** The command that selects a folder by its AID. @param answer - `0C`: no data; `04`: the FCP follow, and Le is needed */
export function selectAid(name: FolderName, answer: '0C' | '04' = '0C'): string {
  const aid = folders[name]
  const lc = (aid.length / 2).toString(16).toUpperCase().padStart(2, '0')
  return `00 A4 04 ${answer} ${lc} ${aid}${answer === '04' ? ' 00' : ''}`
}

/** The folder is current. */
export function selected(name: FolderName): Exchange {
  return { send: selectAid(name) }
}

/** The file with this identifier in the current folder is current. */
export function selectedFile(fileIdentifier: string): Exchange {
  return { send: `00 A4 02 0C 02 ${fileIdentifier}` }
}

export const reset: Step = { reset: true }

/** The password has a PIN that the suite knows; its folder is current. */
export function activated(name: PasswordName): Step[] {
  return [selected(passwords[name].folder), { activate: name }]
}

/** The password is active and its security status is set; its folder is current. */
export function verified(name: PasswordName): Step[] {
  return [...activated(name), { send: verifyWith(name) }]
}

/** VERIFY with one of the password's secrets; the PIN where none is named. */
export function verifyWith(name: PasswordName, secret: string = name): string {
  return `00 20 00 ${passwords[name].reference} 08 {${secret}}`
}

/** GET PIN STATUS. */
export function status(name: PasswordName): string {
  return `80 20 00 ${passwords[name].reference}`
}

/** What GET PIN STATUS says of a password that is not verified, whatever its holder has done with the card. */
export const anyPinStatus = oneOf(['62C1', '62C7', '63Cx'], 'N078.600, N078.700: as its holder has left it')

/** So many wrong PINs, each counted. @param left - tries before the first of them */
export function wrongTries(name: PasswordName, count: number, left = 3): Step[] {
  return Array.from({ length: count }, (_, i) => ({
    send: verifyWith(name, `${name}.wrong`),
    expect: sw(`63C${left - i - 1}`),
  }))
}

/** The password is active and blocked. */
export function blocked(name: PasswordName): Step[] {
  return [...activated(name), ...wrongTries(name, 3)]
}

/** The current folder is in this security environment. */
export function environment(number: 1 | 2 | 3 | 4): Exchange {
  return { send: `00 22 F3 0${number}` }
}

/** A key is selected by MANAGE SECURITY ENVIRONMENT. @param template - CRT: B6 signs, B8 deciphers, A4 authenticates */
export function selectedKey(template: 'B6' | 'B8' | 'A4', reference: string, algorithm: string): Exchange {
  return { send: `00 22 41 ${template} 06 84 01 ${reference} 80 01 ${algorithm}` }
}

/** A further logical channel is open; its number is kept. */
export function openChannel(name: string): Exchange {
  return { send: '00 70 00 00 01', keep: name, expect: { status: ['9000'], data: channelNumber } }
}

/** gemSpec_COS N099.548 a.2: a number from 1 to 19. */
export const channelNumber = {
  is: 'the number of a channel, 01 to 13',
  check: ([number = 0, ...more]: Uint8Array): boolean => number >= 1 && number <= 19 && more.length === 0,
}

/** MANAGE SECURITY ENVIRONMENT may leave the search for the key to the command that uses it. */
export function lateSearch(error: '6A81' | '6A88'): Expectation {
  return oneOf([error, '9000'], 'N104.300 a.2: a card may leave the search for a key of one byte out')
}

/** EF.GDO is readable by its SFI: the MF is current. */
export const gdoReadable: Exchange = { send: '00 B0 82 00 02', expect: data('5A 0A') }
