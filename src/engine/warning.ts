// How near a market is to auto-deleveraging: what its insurance pool has, had, and may lose.

export type WarningState = 'normal' | 'warning' | 'adl'

/** Why a market is not normal: 'depleted' when the balance is too low, or below zero. */
export type WarningReason = 'depleted' | 'drawdown' | 'bankrupt-positions'

/** The state of one market, or of a pool with all its markets. */
export interface AdlWarning {
  /** null: of the pool as a whole. */
  readonly market: number | null
  /** Symbol of the market, or of the only market of the pool; null where there are several. */
  readonly symbol: string | null
  /** Account of the insurance pool; null: the market has none. */
  readonly pool: number | null
  readonly state: WarningState
  /** null while normal. */
  readonly reason: WarningReason | null
  /** When this state began, in milliseconds of the venue's time. */
  readonly sinceMs: number
  readonly timeMs: number
  /** What the pool is worth. */
  readonly balanceAtoms: bigint
  /** The largest that it was worth in the window, and when. */
  readonly maxBalanceAtoms: bigint
  readonly maxBalanceTimeMs: number
  /** What the pool has won in the market since it is watched, below 0 what it has lost; null: not known. */
  readonly marketPnlAtoms: bigint | null
  /** Length of the window; 0: none is kept. */
  readonly windowMs: number
  /** Fall from the largest balance, in ppm of it: 0 … 1,000,000, above for a balance below zero. */
  readonly drawdownPpm: number
  /** The drawdown at which ADL starts, and under which it stops; null: no such trigger. */
  readonly startPpm: number | null
  readonly stopPpm: number | null
  /** Only above this balance does the drawdown count. */
  readonly leastBalanceAtoms: bigint
  /** The balance at or under which ADL starts whatever the drawdown, and above which it stops. */
  readonly startBalanceAtoms: bigint
  readonly stopBalanceAtoms: bigint
}
