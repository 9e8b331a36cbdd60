import { DecodeError } from '../bytes/decode-error.js'
import { HealthCardError } from '../errors/health-card-error.js'
import { defineCommand, type CardCommand } from './card-command.js'

/** A new logical channel, or `noneLeft` (6981). */
export type OpenChannelResult = { readonly kind: 'opened'; readonly channel: number } | { readonly kind: 'noneLeft' }

const named = { name: 'MANAGE CHANNEL', spec: 'gemSpec_COS 14.9.8', ins: 0x70 } as const
const doneOrClosed = { '9000': 'done', '6881': 'HC_CARD_OPERATION_REFUSED' } as const

/** MANAGE CHANNEL open, `00 70 00 00 01` (gemSpec_COS 14.9.8): the channel starts in the MF without any status. */
export function openChannel(): CardCommand<OpenChannelResult> {
  return defineCommand({
    ...named,
    p1: 0x00,
    p2: 0x00,
    le: 1,
    outcomes: { '9000': 'opened', '6981': 'noneLeft' },
    decode: ({ outcome, data }): OpenChannelResult => {
      if (outcome === 'noneLeft') return { kind: outcome }
      const [channel] = data
      if (channel === undefined || data.length !== 1) {
        const cause = new DecodeError('channel number is not one byte', 0)
        throw new HealthCardError('HC_CARD_DATA_MALFORMED', cause.message, { command: named.name }, { cause })
      }
      return { kind: outcome, channel }
    },
  })
}

/** MANAGE CHANNEL close, `0n 70 80 00`; channel 1 to 3. */
export function closeChannel(channel: number): CardCommand<void> {
  return manage(channel, 0x80, 0x00)
}

/** MANAGE CHANNEL reset, `0n 70 40 00`: the channel is as after opening. */
export function resetChannel(channel: number): CardCommand<void> {
  return manage(channel, 0x40, 0x00)
}

/** MANAGE CHANNEL reset of the whole application layer, `00 70 40 01`: all channels but the basic one are closed. */
export function resetAllChannels(): CardCommand<void> {
  return manage(0, 0x40, 0x01)
}

function manage(channel: number, p1: number, p2: number): CardCommand<void> {
  return defineCommand({ ...named, cla: channel, p1, p2, outcomes: doneOrClosed, decode: () => undefined })
}
