// What a grid of stress runs is made of: cells, what a run came to, and the plan. Plain values; amounts are bigints.

import type { PolicyName } from '../policies/known.ts'
import type { FedMarket } from './fed-market.ts'
import type { StressModel } from './loop-types.ts'

/**
 * 'uniform': every market by the same part. 'betas': each market by its beta. 'market': one market alone.
 * 'lead': one market, and the others follow through the model's factor. 'path': the scenario's own marks, each as far
 * from the first mark as `sizePpm` says (1,000,000: as they were), without the model: marks that have happened hold
 * whatever liquidations did to them.
 */
export type ShockFamily = 'uniform' | 'betas' | 'market' | 'lead' | 'path'

export interface GridShock {
  readonly family: ShockFamily
  /** Of 'market' and 'lead'. */
  readonly symbol: string | null
  /** A move in ppm of the mark, falls below zero; of 'path' a factor. */
  readonly sizePpm: number
}

/** A fund: all pools together, in atoms of equity at the start; null: as the scenario has it. */
export type GridFund = bigint | null

/** One run. */
export interface GridCell {
  readonly shock: GridShock
  readonly policy: PolicyName
  readonly fundAtoms: GridFund
  /** Of the order books, in ppm. */
  readonly depthPpm: number
  /** 0: the shock as it is said; from 1: with noise. */
  readonly seed: number
}

export interface GridTerms {
  readonly shocks: readonly GridShock[]
  readonly policies: readonly PolicyName[]
  readonly funds: readonly GridFund[]
  readonly depthsPpm: readonly number[]
  readonly seeds: readonly number[]
  /** How far a seed moves the size of the shock in each market, to both sides. */
  readonly spreadPpm: number
  /** How far a seed changes the depth of each market, to both sides. */
  readonly depthNoisePpm: number
  /** Over how many steps a shock comes. */
  readonly steps: number
  readonly maxSteps: number
  readonly stepMs: number
  readonly unwindPpm: number
  /** Marks up to this time are applied before; null: none. */
  readonly atMs: number | null
  /** Accounts of a run that are remembered, the largest losses first. */
  readonly keptAccounts: number
}

/** A grid with what it takes from its scenario. */
export interface GridPlan extends GridTerms {
  readonly model: StressModel
  /** By market, of 'betas', in ppm: 1,000,000 goes as the factor goes. */
  readonly betasPpm: readonly number[]
}

/** An account that ADL has closed positions of in a run. */
export interface HitAccount {
  readonly account: number
  readonly fills: number
  readonly notionalAtoms: bigint
  readonly lossAtoms: bigint
}

/** What a run came to. */
export interface RunOutcome {
  readonly adlTriggered: boolean
  /** Step of the first ADL fill, from 1; null: none. */
  readonly adlStep: number | null
  readonly steps: number
  /** Of all rounds. */
  readonly passes: number
  /** Whether the marks came to rest before the last step that was allowed. */
  readonly quiet: boolean
  /** The market whose move fed itself most; null: none has moved, or marks that had happened were played. */
  readonly fed: FedMarket | null
  readonly fundStartAtoms: bigint
  readonly fundEndAtoms: bigint
  readonly fundMinimumAtoms: bigint
  readonly fundDrawnAtoms: bigint
  readonly liquidatedAtoms: bigint
  readonly takenOverAtoms: bigint
  readonly deleveragedAtoms: bigint
  /** Smaller sides of hedges that ADL took away; null: not measured along marks that have happened. */
  readonly brokenHedgeAtoms: bigint | null
  /** What owners of such hedges sold then. */
  readonly unwoundAtoms: bigint
  /** What deleveraged positions lost against the mark. */
  readonly adlLossAtoms: bigint
  readonly socialisedAtoms: bigint
  readonly deficitAtoms: bigint
  /** adlLoss + socialised + deficit: what the fund did not pay. */
  readonly beyondFundAtoms: bigint
  readonly adlFills: number
  readonly adlAccounts: number
  /** Of the deleveraged notional. */
  readonly top10PercentPpm: number
  readonly giniPpm: number
  /** At most `keptAccounts`, by loss, then notional, then id. */
  readonly accounts: readonly HitAccount[]
  readonly stateHash: string
}

export interface GridRun {
  readonly cell: GridCell
  readonly outcome: RunOutcome
}

/** The name of a shock as a command line says it: "uniform:-20%", "BTC-PERP:-30%", "path:100%". */
export function shockName(shock: GridShock): string {
  return `${familyName(shock)}:${percentText(shock.sizePpm)}`
}

/** Without its size. */
export function familyName({ family, symbol }: Pick<GridShock, 'family' | 'symbol'>): string {
  if (family === 'lead') return `lead=${symbol}`
  if (family !== 'market') return family
  return isTaken(symbol!) ? `market=${symbol}` : symbol!
}

/** Whether a symbol would be read as something else. */
const isTaken = (symbol: string) => ['uniform', 'betas', 'path'].includes(symbol) || symbol.includes('=')

/** −200,000 → "-20%", 12,345 → "1.2345%". */
export function percentText(ppm: number): string {
  const size = Math.abs(ppm)
  const places = String(size % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '')
  return `${ppm < 0 ? '-' : ''}${Math.floor(size / 10_000)}${places === '' ? '' : `.${places}`}%`
}

/** Two cells are one run if and only if their names are the same. */
export function cellName({ shock, policy, fundAtoms, depthPpm, seed }: GridCell): string {
  return [shockName(shock), policy, fundAtoms ?? 'book', depthPpm, seed].join(' ')
}

/** All runs of a grid: shocks, then policies, funds, depths, seeds. */
export function cellsOf({ shocks, policies, funds, depthsPpm, seeds }: GridTerms): GridCell[] {
  const cells: GridCell[] = []
  for (const shock of shocks) {
    for (const policy of policies) {
      for (const fundAtoms of funds) {
        for (const depthPpm of depthsPpm) {
          for (const seed of seeds) cells.push({ shock, policy, fundAtoms, depthPpm, seed })
        }
      }
    }
  }
  return cells
}
