// Delta Exchange's queue: BitMEX's, with L = value / |value − bankruptcy value|, which is the same leverage, as the
// distance to bankruptcy is the share of equity. Ties, losers and missing equity: as there.
// Source: github.com/delta-exchange/just-the-docs, docs/trading-guide/ADL.md.

import { bitmex } from './bitmex.ts'
import type { ScorePolicy } from './policy.ts'

export const delta: ScorePolicy = { name: 'delta', score: bitmex.score }
