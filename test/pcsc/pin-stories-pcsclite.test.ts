import { ways } from './story-translations.js'
import { tellPinStories } from './tell-pin-stories.js'

// The stories are the same and the program knows the module at its port alone: `bin/test` tells a third of them.
if (process.env['EHBA_LONG'] === undefined) tellPinStories('pcsclite', ['terminal', 'pad'], 3)
else tellPinStories('pcsclite', ways)
