import { ways } from './story-translations.js'
import { tellPinStories } from './tell-pin-stories.js'

// What a stream hands over never depends on the module alone: that way is left to `npm run test:long`.
tellPinStories('pcsclite', process.env['EHBA_LONG'] === undefined ? ['terminal', 'pad'] : ways)
