// What a round came to, counted from its log.

import { absoluteUnit } from '../book/markets.ts'
import { ROW_HELD } from '../core/codes.ts'
import { abs } from '../fixed/rounding.ts'
import { findRow } from '../memory/id-table.ts'
import * as log from '../stages/round-log.ts'
import { type AdlMode, bankruptPools, hasFreshMarket, type Round } from '../stages/round-state.ts'
import type { AdlProposed, PoolBalance, Stuck } from './round-events.ts'

export interface RoundReport {
  /** Counts the rounds of an engine, from 1. */
  readonly round: number
  /** Of the command that opened it. */
  readonly sequence: number
  readonly timeMs: number
  readonly passes: number
  /** False: ended by `maxPasses` before it came to rest. */
  readonly quiet: boolean
  /** Accounts flagged in any pass. */
  readonly flagged: number
  /** Fills on the order book. */
  readonly liquidations: { readonly count: number; readonly accounts: number; readonly notionalAtoms: bigint }
  readonly takeovers: { readonly count: number; readonly notionalAtoms: bigint }
  readonly insurance: { readonly beforeAtoms: bigint; readonly afterAtoms: bigint; readonly drawnAtoms: bigint }
  readonly adl: {
    readonly fills: number
    /** Counterparties. */
    readonly accounts: number
    /** Fills that left nothing of the counterparty's position. */
    readonly wholeCloses: number
    readonly notionalAtoms: bigint
    readonly lossAtoms: bigint
  }
  readonly closedAtMark: number
  readonly socialisedAtoms: bigint
  /** What this round moved to the deficit row. */
  readonly deficitAtoms: bigint
  readonly stuck: readonly Stuck[]
  /** What deleveraging would do, with `adl: 'propose'` and somebody bankrupt; else null. */
  readonly proposal: AdlProposed | null
}

export function balancesOf({ book, kernel, pools }: Round): PoolBalance[] {
  const { rowId, rowFlags, rowReserved } = book.columns
  return pools.map((row) => {
    const equityAtoms = kernel.equity(row)
    const held = (rowFlags[row]! & ROW_HELD) !== 0
    return { account: rowId[row]!, equityAtoms, floorAtoms: rowReserved[row]!, held, depleted: equityAtoms <= 0n }
  })
}

/** Who is not healthy at the end, by id, and what each waits for. */
export function stuckOf(round: Round): Stuck[] {
  const found: Stuck[] = []
  // As the last pass found them: it changed nothing, or the book has been scanned again since.
  for (let index = 0; index < round.flaggedCount; index += 1) {
    found.push(stuck(round, round.flagged[index]!, round.flaggedBankrupt[index] === 1))
  }
  const pools = bankruptPools(round)
  for (const pool of pools) found.push(stuck(round, pool, true))
  return pools.length === 0 ? found : found.sort((a, b) => a.account - b.account)
}

function stuck(round: Round, row: number, bankrupt: boolean): Stuck {
  const reason = hasFreshMarket(round, row) ? reasonOf(round.settings.adl, bankrupt) : 'stale'
  return { account: round.book.columns.rowId[row]!, state: bankrupt ? 'bankrupt' : 'at-risk', reason }
}

function reasonOf(adl: AdlMode, bankrupt: boolean): Stuck['reason'] {
  if (!bankrupt) return 'unfilled'
  if (adl === 'auto') return 'passes'
  return adl === 'off' ? 'adl-off' : 'proposed'
}

const LIQUIDATED = 1
const DELEVERAGED = 2

/** Sums over the log. */
export function countLog({ book, log: entries }: Round) {
  const { columns } = book
  // A byte a row: cheaper than sets of ids when tens of thousands are liquidated.
  const seen = new Uint8Array(columns.rowId.length)
  const isNew = (id: number, mark: number) => {
    const row = findRow(columns, id)
    if ((seen[row]! & mark) !== 0) return false
    seen[row]! |= mark
    return true
  }
  const sums = {
    flagged: 0,
    liquidations: { count: 0, accounts: 0, notionalAtoms: 0n },
    takeovers: { count: 0, notionalAtoms: 0n },
    drawnAtoms: 0n,
    adl: { fills: 0, accounts: 0, wholeCloses: 0, notionalAtoms: 0n, lossAtoms: 0n },
    closedAtMark: 0,
    socialisedAtoms: 0n,
    deficitAtoms: 0n,
  }
  const notional = (index: number) => abs(entries.lots[index]!) * absoluteUnit(book, entries.markets[index]! - 1)
  for (let index = 0; index < entries.count; index += 1) {
    const type = entries.types[index]!
    if (type === log.LOG_MARGIN_CALL) sums.flagged += 1
    else if (type === log.LOG_LIQUIDATION) {
      sums.liquidations.count += 1
      sums.liquidations.notionalAtoms += notional(index)
      if (isNew(entries.froms[index]!, LIQUIDATED)) sums.liquidations.accounts += 1
    } else if (type === log.LOG_TAKEOVER) {
      sums.takeovers.count += 1
      sums.takeovers.notionalAtoms += notional(index)
      // A pool pays by what it takes over above its worth.
      sums.drawnAtoms += entries.losses[index]!
    } else if (type === log.LOG_ADL_FILL) {
      sums.adl.fills += 1
      sums.adl.notionalAtoms += notional(index)
      sums.adl.lossAtoms += entries.losses[index]!
      if (entries.flags[index] === log.LOG_WHOLE) sums.adl.wholeCloses += 1
      if (isNew(entries.tos[index]!, DELEVERAGED)) sums.adl.accounts += 1
    } else if (type === log.LOG_FUND_DRAW) sums.drawnAtoms += entries.values[index]!
    else if (type === log.LOG_CLOSE_AT_MARK) sums.closedAtMark += 1
    else if (type === log.LOG_SOCIALISED) sums.socialisedAtoms += entries.values[index]!
    else if (type === log.LOG_DEFICIT) sums.deficitAtoms += entries.values[index]!
  }
  return sums
}
