// What a replay found, for people.

import type { Decimal } from '../fixed/decimal.ts'
import { countUnits, parseDecimal } from '../fixed/decimal.ts'
import type { PublishedFacts } from '../scenario/published.ts'
import { duration, grouped, money } from './format.ts'
import { plainTable } from './plain-table.ts'
import type { ReplayReport } from './replay-report.ts'
import type { Colors } from './terminal.ts'

/** So many of the published markets are shown. */
const LARGEST = 5

const TAKERS = {
  book: 'order book',
  pools: 'pools (takeover)',
  own: 'own accounts first',
  crossed: 'other bankrupt accounts',
  adl: 'deleveraged accounts',
  atMark: 'closed at the mark',
} as const

/** The whole text, ending with a line break. */
export function renderReplay(
  report: ReplayReport,
  published: PublishedFacts | undefined,
  atom: Decimal,
  colors: Colors,
): string {
  const parts = [title(report, colors), takersTable(report, atom, colors)]
  if (published !== undefined) parts.push(besideTable(report, published, atom, colors))
  parts.push(footer(report, atom, colors))
  return `${parts.join('\n\n')}\n`
}

function title(report: ReplayReport, colors: Colors): string {
  const { scenario, traders, positions, markets, ticks, policy } = report
  const size = `${grouped(traders)} traders, ${grouped(positions)} positions, ${grouped(markets)} markets`
  const how = `${grouped(ticks)} batches of marks, a round after each; policy ${policy}`
  const played = ticks === 0 ? 'no marks: nothing was played' : how
  return `${colors.bold(`Replay of ${scenario}`)}: ${size}\n${colors.dim(played)}`
}

function takersTable(report: ReplayReport, atom: Decimal, colors: Colors): string {
  const { by, count, notional } = report.liquidations
  const rows = Object.entries(TAKERS)
    .map(([taker, label]) => ({ label, ...by[taker as keyof typeof by] }))
    .filter((row) => row.count > 0)
    .map((row) => [row.label, grouped(row.count), cents(row.notional, atom)])
  rows.push(['all', grouped(count), cents(notional, atom)])
  const head = `${colors.bold('Positions of accounts under margin, by who took them')}`
  return `${head}\n${plainTable(['<taken by', 'fills', 'notional'], rows, colors)}`
}

// Two columns, and no claim that they are the same.
function besideTable(report: ReplayReport, published: PublishedFacts, atom: Decimal, colors: Colors): string {
  const { adl, liquidations } = report
  const facts = published.adl
  const percent = (ppm: number) => `${(ppm / 10_000).toFixed(2)} %`
  const dollars = (atoms: bigint) => money(atoms, { coefficient: 1n, decimals: 6 })
  const rows = [
    ['liquidated notional', dollars(published.liquidations.notionalAtoms), cents(liquidations.notional, atom)],
    [
      'liquidations (a round, market and account as one)',
      grouped(published.liquidations.fills),
      grouped(liquidations.mergedCount),
    ],
    ['ADL notional', dollars(facts.notionalAtoms), cents(adl.notional, atom)],
    ['ADL fills (likewise)', grouped(facts.fills), grouped(adl.mergedFills)],
    ['accounts deleveraged', grouped(facts.accounts), grouped(adl.accounts)],
    ['fills that closed the whole position', percent(facts.fullCloseFillsPpm), percent(adl.fullClosesPpm)],
  ]
  for (const { accounts, sharePpm } of facts.topShares) {
    const ours = adl.topSharesPpm[`${accounts}` as keyof typeof adl.topSharesPpm]
    rows.push([
      `ADL notional of the top ${grouped(accounts)}`,
      percent(sharePpm),
      ours === undefined ? '–' : percent(ours),
    ])
  }
  const simulated = new Map(report.adl.largestMarkets.map(({ market, notional }) => [market, notional]))
  for (const market of published.markets.slice(0, LARGEST)) {
    const ours = simulated.get(market.symbol)
    rows.push([
      `ADL notional of ${market.symbol}`,
      dollars(market.adlAtoms),
      ours === undefined ? '–' : cents(ours, atom),
    ])
  }
  const head = colors.bold(`${published.event}: what was published, and this simulation of it`)
  const note = 'A seeded book calibrated to public facts; not the accounts of that day (docs/SCENARIO.md).'
  return `${head}\n${plainTable(['<', 'published', 'simulated'], rows, colors)}\n${colors.dim(note)}`
}

function footer(report: ReplayReport, atom: Decimal, colors: Colors): string {
  const { insurance, invariants, latency, passes, socialised, deficit } = report
  const of = (decimal: string) => cents(decimal, atom)
  const verdict = (holds: boolean) => (holds ? colors.green('holds') : colors.red('BROKEN'))
  const early = passes.endedEarly === 0 ? '' : `, ${grouped(passes.endedEarly)} rounds ended before they came to rest`
  const { together } = report.adl
  const hedges = `${grouped(together.count)} legs closed with a deleveraged one, ${of(together.notional)}`
  const depth = `${grouped(passes.most)} passes at most${early}`
  const check = `check p50 ${duration(latency.checkP50Ms)}, p99 ${duration(latency.checkP99Ms)}`
  const tail = `p99 ${duration(latency.roundP99Ms)}, worst ${duration(latency.worstMs)}`
  const round = `round p50 ${duration(latency.roundP50Ms)}, ${tail}`
  return [
    `fund        before ${of(insurance.before)}, after ${of(insurance.after)}, drawn ${of(insurance.drawn)}`,
    `losses      socialised ${of(socialised)}, deficit ${of(deficit)}`,
    ...(together.count === 0 ? [] : [`hedges      ${hedges}`]),
    `rounds      ${depth}`,
    `invariants  lots add up to zero: ${verdict(invariants.lots)}; cash adds up: ${verdict(invariants.cash)}`,
    `state hash  ${report.stateHash}`,
    `time        ${colors.dim(`${check}; ${round}; ${duration(latency.totalMs)} in all (${report.kernel})`)}`,
  ].join('\n')
}

function cents(decimal: string, atom: Decimal): string {
  return money(countUnits(parseDecimal(decimal, 'amount'), atom, 'amount'), atom)
}
