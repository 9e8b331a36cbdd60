import { ways } from './story-translations.js'
import { tellPinStories } from './tell-pin-stories.js'

tellPinStories('pcsc-mini', ways, 8)
