import { format, resolveConfig } from 'prettier'
import { describe, it } from 'vitest'
import { settingFacts, type SettingFacts } from '../../src/config/settings.js'
import { expectGeneratedPart } from './generated-part.js'

const shapes = {
  text: 'text',
  list: 'text or list of texts',
  switch: '`true` or `false`',
  number: 'number',
  paths: 'object: name to absolute path',
} as const

function shapeText({ shape }: SettingFacts): string {
  return typeof shape === 'string' ? shapes[shape] : shape.map((choice) => `\`${choice}\``).join(', ')
}

function row([key, facts]: readonly [string, SettingFacts]): string {
  const { variable, option, standard, meaning } = facts
  const code = (text: string | undefined): string => (text === undefined ? '–' : `\`${text}\``)
  return `| \`${key}\` | ${shapeText(facts)} | ${code(variable)} | ${code(option)} | ${standard} | ${meaning} |`
}

describe('docs/configuration.md', () => {
  it('lists every setting with where it may come from', async () => {
    const table = [
      '| key | value | environment | option | without it | meaning |',
      '| --- | --- | --- | --- | --- | --- |',
      ...Object.entries<SettingFacts>(settingFacts).map(row),
    ]
    const options = await resolveConfig('docs/configuration.md')
    const text = await format(table.join('\n'), { ...options, parser: 'markdown' })
    expectGeneratedPart('docs/configuration.md', 'settings', text.trimEnd().split('\n'))
  })
})
