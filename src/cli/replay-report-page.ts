// What a replay found, as a page: `--report`.

import type { Engine } from '../engine/engine.ts'
import { countUnits, parseDecimal } from '../fixed/decimal.ts'
import type { PageCheck, PageData, Published } from '../page/page-data.ts'
import type { RunRecord } from '../page/run-record.ts'
import type { PublishedFacts } from '../scenario/published.ts'
import { grouped, money } from './format.ts'
import type { ReplayReport } from './replay-report.ts'

/** Published money is in atoms of a millionth. */
const PUBLISHED_ATOM = { coefficient: 1n, decimals: 6 }

/** So many of the published markets are shown. */
const LARGEST = 8

export interface PageContext {
  readonly command: readonly string[]
  readonly version: string
  readonly published: PublishedFacts | undefined
}

export function replayPage(engine: Engine, report: ReplayReport, run: RunRecord, context: PageContext): PageData {
  const { published, command, version } = context
  return {
    title: `Replay of ${report.scenario}`,
    ...{ scenario: report.scenario, policy: report.policy, version, atom: engine.atom, command },
    checks: checksOf(engine, report, run),
    hashes: [{ what: 'State hash at the end', hash: report.stateHash }],
    run,
    ...(published === undefined ? {} : { published: besidePublished(report, published, engine) }),
  }
}

function checksOf({ atom }: Engine, { invariants, deficit }: ReplayReport, run: RunRecord): PageCheck[] {
  const { losses, fund, deficitRowAtoms } = run
  const paidAtoms = losses.takeoverAtoms + losses.drawnAtoms
  const said = (atoms: bigint) => money(atoms, atom)
  return [
    { what: 'Lots add up to zero in every market.', holds: invariants.lots },
    { what: 'Cash adds up to deposits less withdrawals.', holds: invariants.cash },
    {
      what: 'The deficit of the events is what the deficit row has lost.',
      holds: losses.deficitAtoms === deficitRowAtoms && said(losses.deficitAtoms) === said(amountOf(deficit, atom)),
      figures: said(deficitRowAtoms),
    },
    {
      what: 'The fund fell within rounds by no more than what the events say that it paid.',
      holds: fund.fellAtoms <= paidAtoms,
      figures: `fell by ${said(fund.fellAtoms)}, paid ${said(paidAtoms)}`,
    },
  ]
}

function amountOf(decimal: string, atom: Engine['atom']): bigint {
  return countUnits(parseDecimal(decimal, 'amount'), atom, 'amount')
}

function besidePublished(report: ReplayReport, facts: PublishedFacts, { atom }: Engine): Published {
  const { adl, liquidations } = report
  const percent = (ppm: number) => `${(ppm / 10_000).toFixed(2)} %`
  const dollars = (atoms: bigint) => money(atoms, PUBLISHED_ATOM)
  const own = (decimal: string) => money(amountOf(decimal, atom), atom)
  const row = (what: string, published: string, simulated: string) => ({ what, published, simulated })
  const ofMarkets = facts.markets.slice(0, LARGEST).map(({ symbol, adlAtoms }) => {
    const simulated = adl.largestMarkets.find(({ market }) => market === symbol)
    return row(`ADL notional of ${symbol}`, dollars(adlAtoms), simulated === undefined ? '' : own(simulated.notional))
  })
  const { mergedCount } = liquidations
  return {
    event: facts.event,
    topShares: facts.adl.topShares,
    rows: [
      row('Liquidated notional', dollars(facts.liquidations.notionalAtoms), own(liquidations.notional)),
      row('Liquidations', grouped(facts.liquidations.fills), grouped(mergedCount)),
      row('ADL notional', dollars(facts.adl.notionalAtoms), own(adl.notional)),
      row('ADL fills', grouped(facts.adl.fills), grouped(adl.mergedFills)),
      row('Accounts deleveraged', grouped(facts.adl.accounts), grouped(adl.accounts)),
      row('Fills that closed the whole position', percent(facts.adl.fullCloseFillsPpm), percent(adl.fullClosesPpm)),
      ...ofMarkets,
    ],
    note:
      'A seeded book calibrated to public facts, not the accounts of that day. Simulated liquidations and fills are ' +
      'counted with those of one round, market and account as one.',
  }
}
