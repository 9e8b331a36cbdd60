import { ways } from './story-translations.js'
import { tellPinStories } from './tell-pin-stories.js'

tellPinStories('pcsclite', ways, 16)
