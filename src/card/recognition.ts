import { fromHex } from '../bytes/hex.js'
import { readBinary } from '../cos/read-binary.js'
import { readRecord } from '../cos/read-record.js'
import { select } from '../cos/select.js'
import { HealthCardError, isHealthCardError } from '../errors/health-card-error.js'
import type { CommandRunner } from './command-runner.js'
import { compareVersions, decodeDirRecord, decodeVersion2, type CardVersions } from './elementary-files.js'
import type { CardProfile } from './object-system.js'
import { commonMfFiles } from './profiles/common-files.js'
import { knownCards } from './profiles/known-cards.js'

/** A recognised card. */
export interface Recognition {
  readonly profile: CardProfile
  readonly versions: CardVersions
}

/**
 * Finds out which card this is: by the MF's AID (from EF.DIR, or by selecting it where EF.DIR may not be read) and the
 * object system version of EF.Version2. Never by the ATR, which tells the chip maker and not the card (card-facts §1.1).
 * Afterwards the MF is selected.
 *
 * @throws HealthCardError `HC_CARD_KIND_WRONG` for a card that is none of the known ones.
 */
export async function recognise(run: CommandRunner): Promise<Recognition> {
  await run(select({ by: 'root' }))
  const rootAid = (await rootAidFromDirectory(run)) ?? (await rootAidBySelecting(run))
  const candidates = knownCards.filter((profile) => profile.folders['MF']?.aid === rootAid)
  if (candidates.length === 0) throw unknownCard('no health card application found')
  const versions = await readVersions(run)
  const profile = candidates.find(({ objectSystem: { from, before } }) => {
    const version = versions.objectSystem
    return compareVersions(version, from) >= 0 && (before === undefined || compareVersions(version, before) < 0)
  })
  if (!profile) throw unknownCard(`object system version ${versions.objectSystem} is not known`)
  return { profile, versions }
}

/** The first known root AID among the records of EF.DIR; undefined where the card does not let the file be read. */
async function rootAidFromDirectory(run: CommandRunner): Promise<string | undefined> {
  for (let number = 1; number <= 10; number++) {
    const result = await run(readRecord(number, commonMfFiles['EF.DIR'].sfi, false))
    if (result.kind === 'deactivated') continue
    if (result.kind !== 'record') return undefined
    const aid = decodeDirRecord(result.data)
    if (rootAids().includes(aid)) return aid
  }
  return undefined
}

/** For cards that keep EF.DIR to themselves (a TCOS SMC-B answers 6982): each root AID is tried. */
async function rootAidBySelecting(run: CommandRunner): Promise<string | undefined> {
  for (const aid of rootAids()) {
    const { kind } = await run(select({ by: 'aid', aid: fromHex(aid) }))
    if (kind === 'selected') return aid
  }
  return undefined
}

async function readVersions(run: CommandRunner): Promise<CardVersions> {
  const position = { shortFileIdentifier: commonMfFiles['EF.Version2'].sfi, offset: 0 }
  const result = await run(readBinary(position, false))
  if (result.kind !== 'data') throw unknownCard('EF.Version2 cannot be read')
  try {
    return decodeVersion2(result.data)
  } catch (error) {
    if (isHealthCardError(error, 'HC_CARD_DATA_MALFORMED')) throw unknownCard(error.message, error)
    throw error
  }
}

function rootAids(): string[] {
  return [...new Set(knownCards.flatMap((profile) => profile.folders['MF']?.aid ?? []))]
}

function unknownCard(why: string, cause?: unknown): HealthCardError {
  return new HealthCardError('HC_CARD_KIND_WRONG', `not a known health card: ${why}`, {}, { cause })
}
