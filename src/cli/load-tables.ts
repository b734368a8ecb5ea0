// What a load test found, for people.

import type { SendName } from '../sim/send-schedule.ts'
import { duration, grouped } from './format.ts'
import type { LoadReport, RateReport, Spread } from './load-report.ts'
import { PATIENCE } from './load-run.ts'
import { plainTable } from './plain-table.ts'
import type { Colors } from './terminal.ts'

const NAMES: Readonly<Record<SendName, string>> = {
  trade: 'trade',
  check: 'mark + check',
  rank: 'rank',
  round: 'round',
}
const HEAD = ['rate a second', '<command', 'count', 'p50', 'p90', 'p99', 'p99.9', 'p99.99', 'worst']

/** The whole text, ending with a line break. */
export function renderLoad(report: LoadReport, colors: Colors): string {
  return `${[title(report, colors), latencyTable(report, colors), footer(report, colors)].join('\n\n')}\n`
}

function title(report: LoadReport, colors: Colors): string {
  const { accounts, positions, markets, seed, law, seconds, bytesPerPosition, bookBytes, buildMs } = report
  const size = `${grouped(accounts)} accounts, ${grouped(positions)} positions, ${grouped(markets)} markets`
  const terms = `seed ${seed}, accounts ${law}, ${grouped(seconds)} s a rate`
  const memory = `${mebibytes(bookBytes / 2 ** 20)} of memory, ${bytesPerPosition.toFixed(1)} bytes a position`
  const built = `${terms}; the book takes ${memory}; built in ${duration(buildMs)}`
  return `${colors.bold('Load test')}: ${size}\n${colors.dim(built)}`
}

function latencyTable({ rates, complete }: LoadReport, colors: Colors): string {
  const head = colors.bold('Latency, from the planned time of a command to its end')
  const note = complete ? '' : `\n${colors.yellow(partial(rates))}`
  const rows = rates.flatMap((rate) =>
    Object.entries(NAMES).map(([name, label], index) => {
      const first = index === 0 ? grouped(rate.rate) : ''
      return [first, label, ...cells(rate.latencyUs[name as SendName])]
    }),
  )
  return `${head}${note}\n${plainTable(HEAD, rows, colors)}`
}

function partial(rates: readonly RateReport[]): string {
  const last = rates.at(-1)
  if (last?.end !== 'behind') return 'Interrupted: not all of it was sent.'
  const sent = `${grouped(last.latencyUs.trade?.count ?? 0)} of ${grouped(last.planned.trade)} trades`
  return `Given up at ${grouped(last.rate)} a second: ${sent} after ${PATIENCE} times the planned time.`
}

function cells(spread: Spread | null): string[] {
  if (spread === null) return Array.from({ length: HEAD.length - 2 }, (_, index) => (index === 0 ? '0' : '–'))
  const { count, p50, p90, p99, p999, p9999, worst } = spread
  return [grouped(count), ...[p50, p90, p99, p999, p9999, worst].map(latency)]
}

/** 1.2 µs, 123 µs, 1.23 ms, 123 ms, 12.3 s. */
export function latency(microseconds: number): string {
  if (microseconds < 1_000) return `${digits(microseconds)} µs`
  return microseconds < 1_000_000 ? `${digits(microseconds / 1_000)} ms` : `${digits(microseconds / 1_000_000)} s`
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

function footer(report: LoadReport, colors: Colors): string {
  const { machine, threads, kernel, invariants, gc, gcCount, rssMiB, rounds, stateHash } = report
  const verdict = (holds: boolean) => (holds ? colors.green('holds') : colors.red('BROKEN'))
  const fills = `${grouped(rounds.adlFills)} by ADL, ${grouped(rounds.liquidations)} on the book`
  const flagged = `${grouped(rounds.flagged)} accounts flagged`
  const socialised = `losses socialised in ${grouped(rounds.socialisedRounds)}`
  const pauses = duration(gc.inRounds.pauseMs + gc.elsewhere.pauseMs)
  const others = gc.threads.length === 0 ? '' : `, ${gc.threads.join(' + ')} in other threads`
  const places = `${grouped(gc.inRounds.count)} in rounds, ${grouped(gc.elsewhere.count)} elsewhere${others}`
  const worst = duration(Math.max(gc.inRounds.worstMs, gc.elsewhere.worstMs))
  const beside = `${threads === 0 ? 'no' : threads} ${threads === 1 ? 'thread' : 'threads'} beside this one`
  const lines = [
    `achieved    ${report.rates.map(achieved).join('; ')}`,
    `by itself   ${services(report)}`,
    `refused     ${refusals(report)}`,
    `rounds      ${grouped(rounds.count)}, with ${flagged}; fills: ${fills}; ${socialised}`,
    `collections ${grouped(gcCount)} (${places}), ${pauses} in all, longest ${worst}`,
    `memory      ${mebibytes(rssMiB.start)} resident at the start, ${mebibytes(rssMiB.end)} at the end`,
    `machine     ${beside}, kernel ${kernel}, Node ${machine.node}, ${machine.cores} × ${machine.cpu}`,
    `invariants  lots add up to zero: ${verdict(invariants.lots)}; cash adds up: ${verdict(invariants.cash)}`,
    ...audited(report, colors),
    `state hash  ${stateHash}${report.complete ? '' : colors.dim(' (of a part)')}`,
  ]
  return lines.join('\n')
}

function achieved({ rate, achieved: reached }: RateReport): string {
  return `${grouped(Math.round(reached))} of ${grouped(rate)} trades a second`
}

function services({ checkMs, nsPerPosition, rankMs, adlRoundMs, tradesPerSecond }: LoadReport): string {
  const of = (spread: Spread | null) => (spread === null ? '–' : latency(spread.p50 * 1000))
  const check = `check ${of(checkMs)} (${nsPerPosition === null ? '–' : nsPerPosition.toFixed(2)} ns a position)`
  const trades = tradesPerSecond === null ? '–' : `${grouped(tradesPerSecond)} a second`
  return `${check}, rank ${of(rankMs)}, round ${of(adlRoundMs)} (medians); trades in batches ${trades}`
}

function refusals({ refused, rates, refusalsBefore }: LoadReport): string {
  if (refused === 0) return 'no trade'
  const reasons: Record<string, number> = { ...refusalsBefore }
  for (const rate of rates) {
    for (const [name, count] of Object.entries(rate.refusals)) reasons[name] = (reasons[name] ?? 0) + count
  }
  const named = Object.entries(reasons).map(([name, count]) => {
    return `${grouped(count)} ${name.toLowerCase().replaceAll('_', ' ')}`
  })
  return `${grouped(refused)} ${refused === 1 ? 'trade' : 'trades'}: ${named.join(', ')}`
}

function audited({ invariants: { audit } }: LoadReport, colors: Colors): string[] {
  if (audit.length === 0) return [`audit       ${colors.green('everything as counted anew')}`]
  return [`audit       ${colors.red('findings:')}`, ...audit.map((finding) => `            ${finding}`)]
}

function mebibytes(count: number): string {
  return `${grouped(count.toFixed(count < 100 ? 1 : 0))} MiB`
}
