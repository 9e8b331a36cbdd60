import type { CardProfile } from '../object-system.js'
import { egkG20 } from './egk-g2-0.js'
import { egkG21 } from './egk-g2-1.js'
import { hbaG20 } from './hba-g2-0.js'
import { hbaG21 } from './hba-g2-1.js'
import { smcbG21 } from './smcb-g2-1.js'

/** Every card type that this project knows; a new one is added here. */
export const knownCards: readonly CardProfile[] = [hbaG21, hbaG20, smcbG21, egkG21, egkG20]
