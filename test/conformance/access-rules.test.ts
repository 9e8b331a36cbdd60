import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCard } from '../../simulator/personalise/create-card.js'
import { binaryFile, folder, imageBytes, password, rules, type ChildXml } from '../unit/simulator/card/image-builder.js'
import { sharedImages, withoutSharedImages } from '../unit/simulator/card/shared-images.js'
import { ScratchFolder } from '../unit/simulator/personalise/scratch-folder.js'
import { compareAccessRules } from './access-rules/access-rule-table.js'
import { madeUpImage } from './access-rules/made-up-image.js'

const where = withoutSharedImages ? ' (skipped: ../shared/cards is not there)' : ''

/** Compares the whole table of an image, and prints how large it is. */
function check(name: string, image: Uint8Array): void {
  const { cells, differences, unreached } = compareAccessRules(image)
  const { allowed, refused, absent } = cells
  process.stdout.write(
    `access rules of ${name}: ${allowed + refused} cells, ${differences.length} different ` +
      `(${allowed} allowed, ${refused} refused; not counted: ${absent} of commands that the card does not have)\n`,
  )
  expect(differences).toEqual([])
  expect(unreached).toEqual([])
  expect(Math.min(allowed, refused)).toBeGreaterThan(0)
}

describe('the simulated card allows and refuses what a second reading of its image derives', () => {
  it.skipIf(withoutSharedImages).each(sharedImages)(`in $name${where}`, ({ name, bytes }) => {
    check(name, bytes)
  })

  it.each(['hba', 'smcb'] as const)('in a new %s', async (kind) => {
    using scratch = new ScratchFolder()
    const { image } = await createCard({ kind, out: scratch.at(kind) })
    check(kind, readFileSync(image))
  })

  it('in an image made for what the others lack', () => {
    check('a made-up image', madeUpImage)
  })
})

describe('the table', () => {
  const inFolder = (accessRules: string): Uint8Array =>
    imageBytes([
      password('PIN.CH', '01'),
      folder(
        'DF.A',
        { applicationIdentifier: '{d27600006601}' },
        binaryFile('EF.A', '0001', Uint8Array.of(1), { shortFileIdentifier: '01', accessRules }),
      ),
    ])
  const readable = '({00||b0||??||??},ALW)'
  const usual = rules(readable)
  const other: Readonly<Record<string, ChildXml>> = {
    'another condition': rules('({00||b0||??||??},PWD(01))'),
    'another command': rules(`${readable},({00||d6||??||??},ALW)`),
    'another parameter': rules('({00||b0||81||??},ALW)'),
    'another environment': rules(readable, { 2: readable }),
    'another life cycle': usual.replace('ACTIVATED', 'DEACTIVATED'),
    'another interface': `${usual},CL{[ACTIVATED,1,{${readable}}]}`,
    'no rule': '',
  }

  it.each(Object.entries(other))('finds %s in the rule of one file', (_, accessRules) => {
    const { differences } = compareAccessRules(inFolder(usual), inFolder(accessRules))
    expect(differences.length).toBeGreaterThan(0)
    expect(differences.filter((line) => !line.startsWith('DF.A/EF.A '))).toEqual([])
  })

  it('finds nothing where both are the same', () => {
    expect(compareAccessRules(inFolder(usual)).differences).toEqual([])
  })
})
