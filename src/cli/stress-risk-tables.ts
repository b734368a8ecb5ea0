// What is known of the risk of accounts, for people and as a table for programs.

import type { Decimal } from '../fixed/decimal.ts'
import { defineTable, type RowOf } from '../sinks/table.ts'
import { percentText } from '../stress/grid-types.ts'
import type { PositionRisk } from '../stress/position-risk.ts'
import type { AdlCost, NearestLight } from '../stress/position-risk-adl.ts'
import { grouped, money } from './format.ts'
import { plainTable } from './plain-table.ts'
import type { Colors } from './terminal.ts'

/** Of one account: what it is, how far away each end is, and what ADL would do. */
export interface AccountRisk extends Omit<PositionRisk, 'distances' | 'largestMarket'> {
  readonly largestMarket: string
  readonly fall: PositionRisk['distances'][number]
  readonly rise: PositionRisk['distances'][number]
  /** null: none of its positions stands in a queue. */
  readonly light: (Omit<NearestLight, 'market'> & { readonly market: string }) | null
  /** By a fall and by a rise of the size that was asked for; null: nothing is taken from it. */
  readonly adlByFall: AdlCost | null
  readonly adlByRise: AdlCost | null
}

const COLUMNS = {
  account: 'count',
  owner: 'count',
  equityAtoms: 'int64',
  maintenanceAtoms: 'wide',
  notionalAtoms: 'wide',
  positions: 'count',
  leveragePpm: 'wide',
  concentrationPpm: 'count',
  largestMarket: 'text',
  fallMaintenancePpm: 'count',
  fallBankruptcyPpm: 'count',
  riseMaintenancePpm: 'count',
  riseBankruptcyPpm: 'count',
  lightMarket: 'text',
  lightSide: 'text',
  lightRank: 'count',
  lightCandidates: 'count',
  lightsByContracts: 'count',
  lightsByCount: 'count',
  adlByFallNotionalAtoms: 'wide',
  adlByFallLossAtoms: 'wide',
  adlByFallSocialisedAtoms: 'wide',
  adlByRiseNotionalAtoms: 'wide',
  adlByRiseLossAtoms: 'wide',
  adlByRiseSocialisedAtoms: 'wide',
} as const

export const RISK_TABLE = defineTable('position-risk', COLUMNS)

export function riskRow({ fall, rise, light, adlByFall, adlByRise, ...own }: AccountRisk): RowOf<typeof COLUMNS> {
  return {
    ...own,
    ...{ fallMaintenancePpm: fall.maintenancePpm, fallBankruptcyPpm: fall.bankruptcyPpm },
    ...{ riseMaintenancePpm: rise.maintenancePpm, riseBankruptcyPpm: rise.bankruptcyPpm },
    ...{ lightMarket: light?.market, lightSide: light?.side, lightRank: light?.rank },
    ...{ lightCandidates: light?.candidates, lightsByContracts: light?.lightsByContracts },
    lightsByCount: light?.lightsByCount,
    adlByFallNotionalAtoms: adlByFall?.notionalAtoms,
    adlByFallLossAtoms: adlByFall?.lossAtoms,
    adlByFallSocialisedAtoms: adlByFall?.socialisedAtoms,
    adlByRiseNotionalAtoms: adlByRise?.notionalAtoms,
    adlByRiseLossAtoms: adlByRise?.lossAtoms,
    adlByRiseSocialisedAtoms: adlByRise?.socialisedAtoms,
  }
}

/** The smaller way to the maintenance margin; beyond everything where there is none. */
export function nearestPpm({ fall, rise }: Pick<AccountRisk, 'fall' | 'rise'>): number {
  return Math.min(fall.maintenancePpm ?? Number.MAX_SAFE_INTEGER, rise.maintenancePpm ?? Number.MAX_SAFE_INTEGER)
}

export interface RiskContext {
  readonly scenario: string
  readonly shock: string
  readonly policy: string
  readonly adlShockPpm: number
  readonly atom: Decimal
  readonly colors: Colors
}

export function renderRisk(risks: readonly AccountRisk[], top: number, context: RiskContext): string {
  const { scenario, shock, policy, adlShockPpm, atom, colors } = context
  const nearest = risks.toSorted((a, b) => nearestPpm(a) - nearestPpm(b) || a.account - b.account).slice(0, top)
  const size = (ppm: number | null) => (ppm === null ? '–' : percentText(ppm))
  const loss = (cost: AdlCost | null) => (cost === null ? '–' : money(cost.lossAtoms + cost.socialisedAtoms, atom))
  const rows = nearest.map((each) => [
    ...[`${each.account}`, money(each.equityAtoms, atom), money(each.notionalAtoms, atom)],
    each.leveragePpm === null ? '–' : (Number(each.leveragePpm / 10_000n) / 100).toFixed(2),
    `${(each.concentrationPpm / 10_000).toFixed(1)} % ${each.largestMarket}`,
    ...[size(each.fall.maintenancePpm), size(each.fall.bankruptcyPpm)],
    ...[size(each.rise.maintenancePpm), size(each.rise.bankruptcyPpm)],
    each.light === null ? '–' : `${each.light.lightsByContracts} ${each.light.market} ${each.light.side}`,
    ...[loss(each.adlByFall), loss(each.adlByRise)],
  ])
  const head = ['account', 'equity', 'notional', 'leverage', 'largest position', 'fall: margin', 'bankrupt']
  const columns = [...head, 'rise: margin', 'bankrupt', 'lights', 'ADL: fall', 'rise']
  const title = `${colors.bold(`${grouped(risks.length)} accounts with positions`)} in ${scenario}, policy ${policy}`
  const asked = percentText(adlShockPpm)
  const within = `Shock: ${shock}. The nearest ${grouped(nearest.length)}; what ADL takes is that of ${asked}.`
  return `${title}\n${colors.dim(within)}\n\n${plainTable(columns, rows, colors)}\n`
}
