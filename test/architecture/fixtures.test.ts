import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes/hex.js'
import { projectFiles, projectFolder, projectText } from '../docs/project-files.js'
import { Workbench } from '../support/openssl.js'
import { issue } from '../support/openssl-pki.js'
import { certificatesIn } from './certificate-search.js'

const folders = ['fixtures', 'test', 'docs', 'bench'].flatMap((folder) => projectFiles(folder))

describe('fixtures', () => {
  it('hold no certificate that does not say that it is for tests', () => {
    const foreign = folders.flatMap((path) =>
      certificatesIn(readFileSync(join(projectFolder, path)))
        .filter(({ isTestOnly }) => !isTestOnly)
        .map(({ subject }) => `${path}: ${subject.commonName ?? '?'}`),
    )
    expect(foreign).toEqual([])
  })

  it('are each named with their origin in fixtures/README.md', () => {
    const origins = projectText('fixtures/README.md')
    const files = projectFiles('fixtures').filter((path) => !/(?:README\.md|\.gitattributes)$/.test(path))
    const unnamed = files.filter((path) => !origins.includes(path.split('/').at(-1) ?? path))
    expect(files.length).toBeGreaterThan(0)
    expect(unnamed).toEqual([])
  })
})

describe('the search for certificates', () => {
  const bench = new Workbench()
  afterAll(() => {
    bench[Symbol.dispose]()
  })
  const { der } = issue(bench, { subject: '/C=DE/CN=Erika Mustermann' }).certificate
  const base64 = Buffer.from(der).toString('base64')

  it.each([
    ['in DER', der],
    ['inside something else', Buffer.concat([Buffer.from('a text, 0 bytes: \0'), der, Buffer.from('and more')])],
    ['as hex in XML', Buffer.from(`<attribute id="body">${toHex(der)}</attribute>`)],
    ['as upper-case hex with spaces', Buffer.from((toHex(der).toUpperCase().match(/.{2}/g) ?? []).join(' '))],
    ['as base64', Buffer.from(`{ "x5c": ["${base64}"] }`)],
    ['as PEM', Buffer.from((base64.match(/.{1,64}/g) ?? []).join('\n'))],
  ])('finds one %s', (_, file) => {
    const found = certificatesIn(file)
    expect(found.map(({ subject, isTestOnly }) => [subject.commonName, isTestOnly])).toEqual([
      ['Erika Mustermann', false],
    ])
  })
})
