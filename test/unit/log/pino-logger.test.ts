import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pinoLogger } from '../../../src/log/pino-logger.js'

describe('pinoLogger', () => {
  it('writes flat JSON Lines from its level on, into a file for its owner alone', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ehba-log-')), 'log')
    const log = pinoLogger('warn', file)
    log.debug('hidden')
    log.info('hidden')
    log.warn('card gone', { code: 'HC_CARD_REMOVED' })
    log.error('stopped')
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'warn', time: expect.any(String) as string, event: 'card gone', code: 'HC_CARD_REMOVED' },
      { level: 'error', time: expect.any(String) as string, event: 'stopped' },
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})
