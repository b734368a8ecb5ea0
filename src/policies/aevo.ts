// Aevo's queue: PnL% = profit / max(1, balance), margin ratio = maintenance / (balance + profit) where PnL% is above 0
// and 0 otherwise; score = their product. The account as a whole is meant, so it is Binance's score; the venue differs
// by its price, the mark for both sides, and by the markets that it exempts. Ties and losers: as there.
// Source: docs.aevo.xyz, technical architecture, auto-deleveraging (ADL).

import { walletScore } from './binance.ts'
import type { ScorePolicy } from './policy.ts'

export const aevo: ScorePolicy = { name: 'aevo', score: walletScore }
