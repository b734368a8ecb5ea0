// What a round came to, counted from its log.

import type { Book } from '../book/book.ts'
import { absoluteUnit } from '../book/markets.ts'
import { ROW_HELD } from '../core/codes.ts'
import { findRow } from '../memory/id-table.ts'
import type { RankingCommitment } from '../proof/rank-proof.ts'
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
  /** Legs of hedges that were closed with the other side, a taker each. */
  readonly closedTogether: number
  readonly socialisedAtoms: bigint
  /** What this round moved to the deficit row. */
  readonly deficitAtoms: bigint
  readonly stuck: readonly Stuck[]
  /** Of every ranking that positions were closed by, pass by pass; none unless `commitRankings` was called. */
  readonly rankings: readonly RankingCommitment[]
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
  const lots = { liquidated: new LotSums(book), takenOver: new LotSums(book), deleveraged: new LotSums(book) }
  const sums = { flagged: 0, drawnAtoms: 0n, closedAtMark: 0, closedTogether: 0, socialisedAtoms: 0n, deficitAtoms: 0n }
  const counts = { fills: 0, liquidated: 0, takeovers: 0, adlFills: 0, wholeCloses: 0, deleveraged: 0 }
  let adlLossAtoms = 0n
  for (let index = 0; index < entries.count; index += 1) {
    const type = entries.types[index]!
    if (type === log.LOG_MARGIN_CALL) sums.flagged += 1
    else if (type === log.LOG_LIQUIDATION) {
      counts.fills += 1
      lots.liquidated.add(entries, index)
      if (isNew(entries.froms[index]!, LIQUIDATED)) counts.liquidated += 1
    } else if (type === log.LOG_TAKEOVER) {
      counts.takeovers += 1
      lots.takenOver.add(entries, index)
      // A pool pays by what it takes over above its worth.
      sums.drawnAtoms += entries.losses[index]!
    } else if (type === log.LOG_ADL_FILL) {
      counts.adlFills += 1
      lots.deleveraged.add(entries, index)
      adlLossAtoms += entries.losses[index]!
      if (entries.flags[index] === log.LOG_WHOLE) counts.wholeCloses += 1
      if (isNew(entries.tos[index]!, DELEVERAGED)) counts.deleveraged += 1
    } else if (type === log.LOG_FUND_DRAW) sums.drawnAtoms += entries.values[index]!
    else if (type === log.LOG_CLOSE_AT_MARK) sums.closedAtMark += 1
    else if (type === log.LOG_HEDGE_CLOSE) sums.closedTogether += 1
    else if (type === log.LOG_SOCIALISED) sums.socialisedAtoms += entries.values[index]!
    else if (type === log.LOG_DEFICIT) sums.deficitAtoms += entries.values[index]!
  }
  return {
    ...sums,
    liquidations: { count: counts.fills, accounts: counts.liquidated, notionalAtoms: lots.liquidated.notionalAtoms() },
    takeovers: { count: counts.takeovers, notionalAtoms: lots.takenOver.notionalAtoms() },
    adl: {
      fills: counts.adlFills,
      accounts: counts.deleveraged,
      wholeCloses: counts.wholeCloses,
      notionalAtoms: lots.deleveraged.notionalAtoms(),
      lossAtoms: adlLossAtoms,
    },
  }
}

/** Entries whose halves add up exactly in doubles before they have to be put together: 2^32 · 2^20 < 2^53. */
const MOST_ADDED = 1 << 20

/**
 * Σ |lots| by market, without a BigInt an entry: lower and higher halves are summed apart, of longs and of shorts.
 */
class LotSums {
  readonly #book: Book
  /** Four a market: lower and higher halves of longs, then of shorts. */
  readonly #halves: Float64Array
  readonly #lots: bigint[]
  #added = 0

  constructor(book: Book) {
    this.#book = book
    this.#halves = new Float64Array(4 * book.marketCount)
    this.#lots = new Array<bigint>(book.marketCount).fill(0n)
  }

  add({ lotHalves, markets }: log.RoundLog, index: number): void {
    const high = lotHalves[2 * index + 1]!
    const place = 4 * (markets[index]! - 1) + (high < 0 ? 2 : 0)
    this.#halves[place] = this.#halves[place]! + (lotHalves[2 * index]! >>> 0)
    this.#halves[place + 1] = this.#halves[place + 1]! + high
    this.#added += 1
    if (this.#added === MOST_ADDED) this.#gather()
  }

  notionalAtoms(): bigint {
    this.#gather()
    return this.#lots.reduce((sum, lots, market) => sum + lots * absoluteUnit(this.#book, market), 0n)
  }

  #gather(): void {
    const whole = (place: number) => (BigInt(this.#halves[place + 1]!) << 32n) + BigInt(this.#halves[place]!)
    for (let market = 0; market < this.#lots.length; market += 1) {
      this.#lots[market]! += whole(4 * market) - whole(4 * market + 2)
    }
    this.#halves.fill(0)
    this.#added = 0
  }
}
