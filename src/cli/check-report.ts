// What `check` has found, as one plain object. Money and hashes are strings with their unit in the name, so that no
// reader of the JSON rounds them; counts and milliseconds are numbers.

import { CLASS_DEFICIT, CLASS_EXTERNAL, CLASS_POOL, CLASS_TRADER } from '../core/codes.ts'
import { PPM } from '../core/limits.ts'
import type { Engine } from '../engine/engine.ts'
import type { AccountState } from '../engine/views.ts'
import { formatDecimal } from '../fixed/decimal.ts'
import { divCeil, divFloor } from '../fixed/rounding.ts'
import { readWide } from '../fixed/wide.ts'
import * as at from '../memory/fields.ts'
import type { LoadedScenario } from '../scenario/load.ts'
import { percent } from './format.ts'
import { worstAccounts } from './worst-accounts.ts'

export interface WorstAccount {
  readonly id: number
  readonly owner: number
  readonly state: AccountState
  readonly equityAtoms: string
  /** Rounded up. */
  readonly maintenanceAtoms: string
  /** Equity less maintenance, rounded down: negative when the account is at risk. */
  readonly distanceAtoms: string
  /** Equity in percent of maintenance, two places, rounded down; null without maintenance. */
  readonly equityToMaintenancePercent: string | null
  readonly notionalAtoms: string
  readonly positions: number
}

export interface CheckReport {
  readonly scenario: string
  readonly stateHash: string
  readonly kernel: string
  /** Smallest unit of the settlement currency: money in atoms times this is money in the currency. */
  readonly atom: string
  /** Time of the last marks applied, in milliseconds; null while listing prices hold. */
  readonly at: number | null
  readonly markBatches: number
  readonly accounts: number
  readonly traders: number
  readonly positions: number
  readonly markets: number
  readonly states: { readonly healthy: number; readonly atRisk: number; readonly bankrupt: number }
  readonly cash: {
    readonly tradersAtoms: string
    readonly poolsAtoms: string
    readonly externalsAtoms: string
    readonly deficitAtoms: string
    readonly totalAtoms: string
  }
  /** I1: lots add up to zero in every market. I2: cash adds up to deposits less withdrawals. */
  readonly invariants: { readonly lots: boolean; readonly cash: boolean }
  /** What a full recount found; null when it was not asked for. */
  readonly audit: readonly string[] | null
  readonly worst: readonly WorstAccount[]
  readonly loadMs: number
  readonly checkMs: number
}

export interface ReportOptions {
  readonly scenario: string
  readonly top: number
  readonly audit: boolean
  readonly loadMs: number
}

/** Checks the book of a loaded scenario. */
export function makeReport(loaded: LoadedScenario, { scenario, top, audit, loadMs }: ReportOptions): CheckReport {
  const { engine, batches, lastTimeMs } = loaded
  const beganMs = performance.now()
  const result = engine.checkSync()
  const checkMs = round(performance.now() - beganMs)
  const { book } = engine
  return {
    scenario,
    stateHash: engine.stateHash(),
    kernel: engine.kernel,
    atom: formatDecimal(engine.atom),
    at: lastTimeMs,
    markBatches: batches,
    accounts: book.accountCount,
    traders: result.checked,
    positions: book.positionCount,
    markets: book.marketCount,
    states: { healthy: result.healthy, atRisk: result.atRisk, bankrupt: result.bankrupt },
    cash: cashByClass(engine),
    invariants: { lots: lotsBalance(engine), cash: cashBalances(engine) },
    audit: audit ? engine.audit().findings : null,
    worst: worstAccounts(engine, top).map(({ id }) => describe(engine, id)),
    loadMs: round(loadMs),
    checkMs,
  }
}

/** Whether there is anything to look at: exit code 1. */
export function hasFinding({ states, invariants, audit }: CheckReport): boolean {
  const unsound = !invariants.lots || !invariants.cash || (audit ?? []).length > 0
  return unsound || states.atRisk > 0 || states.bankrupt > 0
}

function describe(engine: Engine, id: number): WorstAccount {
  const { owner, state, equityAtoms, maintenanceAtomPpm, notionalAtoms, positions } = engine.account(id)
  const ratio = maintenanceAtomPpm === 0n ? null : percent(equityAtoms * PPM, maintenanceAtomPpm)
  return {
    id,
    owner,
    state,
    equityAtoms: equityAtoms.toString(),
    maintenanceAtoms: divCeil(maintenanceAtomPpm, PPM).toString(),
    distanceAtoms: divFloor(equityAtoms * PPM - maintenanceAtomPpm, PPM).toString(),
    equityToMaintenancePercent: ratio,
    notionalAtoms: notionalAtoms.toString(),
    positions: positions.length,
  }
}

function cashByClass({ book }: Engine): CheckReport['cash'] {
  const { rowClass, rowCash } = book.columns
  const sums = new Map<number, bigint>()
  for (let row = 0; row < book.columns.word(at.WORD_BLOCKS) << at.BLOCK_SHIFT; row += 1) {
    const kind = rowClass[row]!
    sums.set(kind, (sums.get(kind) ?? 0n) + rowCash[row]!)
  }
  const of = (kind: number) => (sums.get(kind) ?? 0n).toString()
  return {
    tradersAtoms: of(CLASS_TRADER),
    poolsAtoms: of(CLASS_POOL),
    externalsAtoms: of(CLASS_EXTERNAL),
    deficitAtoms: of(CLASS_DEFICIT),
    totalAtoms: readWide(book.columns.wides, at.WIDE_CASH_TOTAL >> 3).toString(),
  }
}

export function lotsBalance({ book }: Engine): boolean {
  return book.columns.marketLotsSum.subarray(0, book.marketCount).every((lots) => lots === 0n)
}

export function cashBalances({ book }: Engine): boolean {
  const { wides } = book.columns
  return readWide(wides, at.WIDE_CASH_TOTAL >> 3) === readWide(wides, at.WIDE_NET_DEPOSITS >> 3)
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
