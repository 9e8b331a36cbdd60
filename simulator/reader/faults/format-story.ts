import type { Fault, FaultStory, Moment, StoryDelay } from './story.js'

/** The text of a story: what `parseStory` reads back as the same story. */
export function formatStory({ seed, events, delays }: FaultStory): string {
  const lines = [
    `seed ${seed}`,
    ...delays.map(formatDelay),
    ...events.map(({ moment, fault }) => `at ${formatMoment(moment)} ${formatFault(fault)}`),
  ]
  return `${lines.join('\n')}\n`
}

function formatDelay({ kind, ms }: StoryDelay): string {
  return `delay ${kind} ${ms === 'like real' ? ms : `${ms} ms`}`
}

function formatMoment(moment: Moment): string {
  const kind = moment.at === 'write' || moment.kind === 'command' ? '' : `${moment.kind} `
  const byte = moment.at !== 'command' && moment.byte !== undefined ? `byte ${moment.byte} of ` : ''
  return `${byte}${moment.at} ${kind}${moment.number}`
}

function formatFault(fault: Fault): string {
  switch (fault.kind) {
    case 'pull':
    case 'unplug reader':
    case 'kill pcscd':
      return fault.backAfterMs === undefined ? fault.kind : `${fault.kind}, back after ${fault.backAfterMs} ms`
    case 'short':
      return fault.bytes === undefined ? 'short' : `short ${fault.bytes}`
    case 'wait':
      return `wait ${fault.ms} ms`
    case 'clock':
      return `clock ${fault.byMs < 0 ? '-' : '+'}${Math.abs(fault.byMs)} ms`
    case 'mute':
    case 'garbage':
    case 'lose power':
      return fault.kind
  }
}
