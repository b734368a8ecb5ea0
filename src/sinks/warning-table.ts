// States of warning as a table: a row whenever a pool or a market of it changes.

import type { AdlWarning } from '../engine/warning.ts'
import { defineTable, type Table } from './table.ts'

// Of a pool that had next to nothing the fall has no bound: a float, as the engine gives it.
export const WARNING_TABLE: Table<AdlWarning> = defineTable('warnings', {
  ...{ market: 'count', symbol: 'text', pool: 'count', state: 'text', reason: 'text', sinceMs: 'count' },
  ...{ timeMs: 'count', balanceAtoms: 'int64', maxBalanceAtoms: 'int64', maxBalanceTimeMs: 'count' },
  ...{ marketPnlAtoms: 'int64', windowMs: 'count', drawdownPpm: 'float64', startPpm: 'count', stopPpm: 'count' },
  ...{ leastBalanceAtoms: 'int64', startBalanceAtoms: 'int64', stopBalanceAtoms: 'int64' },
})
