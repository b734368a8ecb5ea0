// Aster's queue: the formula that Binance published in 2019, word for word. Ties and losers: as there.
// Source: docs.asterdex.com/product/asterex-pro/adl.

import { walletScore } from './binance.ts'
import type { ScorePolicy } from './policy.ts'

export const aster: ScorePolicy = { name: 'aster', score: walletScore }
