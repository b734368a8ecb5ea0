// What a load test found, as one plain object. Times have their unit in the name.

import { availableParallelism, cpus } from 'node:os'
import type { RecordableHistogram } from 'node:perf_hooks'
import * as codes from '../core/codes.ts'
import { SEND_KINDS, type SendName } from '../sim/send-schedule.ts'
import { cashBalances, lotsBalance } from './check-report.ts'
import type { BuildTerms } from './load-build.ts'
import type { CollectionCount } from './load-collections.ts'
import type { LoadRun, RatePhase, RunTerms } from './load-run.ts'
import type { VenueParts } from './load-venue.ts'

export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly p9999: number
  readonly worst: number
}

type Refusals = Readonly<Record<string, number>>

export interface RateReport {
  /** Trades a second: planned, and sent from the first to the last. */
  readonly rate: number
  readonly achieved: number
  readonly planned: Readonly<Record<SendName, number>>
  readonly refused: number
  readonly refusals: Refusals
  /** From the planned time of a command to its end; null where there was none. */
  readonly latencyUs: Readonly<Record<SendName, Spread | null>>
  /** 'behind': given up, hopelessly late. 'stopped': interrupted. */
  readonly end: 'done' | 'stopped' | 'behind'
}

interface CollectionReport {
  readonly count: number
  readonly pauseMs: number
  readonly worstMs: number
}

export interface LoadReport {
  readonly seed: string
  readonly law: string
  readonly kernel: string
  /** Beside the main thread. */
  readonly threads: number
  readonly seconds: number
  readonly machine: { readonly node: string; readonly platform: string; readonly cpu: string; readonly cores: number }
  /** Traders; the rows of the venue are in `rows`. */
  readonly accounts: number
  readonly rows: number
  readonly markets: number
  /** Of all rows, before the first command and after the last. */
  readonly positions: number
  readonly positionsEnd: number
  readonly bookBytes: number
  /** The whole memory of the book, slack, accounts and markets included, over the positions. */
  readonly bytesPerPosition: number
  readonly buildMs: number
  /** What a check, a ranking and a round took by themselves, at all rates. */
  readonly checkMs: Spread | null
  readonly nsPerPosition: number | null
  readonly rankMs: Spread | null
  readonly adlRoundMs: Spread | null
  /** Batches of 4,096 trades, one after the other; null: interrupted before. */
  readonly tradesPerSecond: number | null
  /** At the last rate. */
  readonly achievedRate: number
  readonly rates: readonly RateReport[]
  readonly refused: number
  /** In the second of warm-up and in the burst for the capacity. */
  readonly refusalsBefore: Refusals
  readonly rounds: LoadRun['service']['rounds'] & { readonly count: number }
  readonly gcCount: number
  readonly gc: {
    readonly inRounds: CollectionReport
    readonly elsewhere: CollectionReport
    /** Of each other thread. */
    readonly threads: readonly number[]
  }
  readonly rssMiB: { readonly start: number; readonly end: number; readonly most: number }
  readonly invariants: { readonly lots: boolean; readonly cash: boolean; readonly audit: readonly string[] }
  /** Whether all planned commands were carried out: only then does the hash say anything. */
  readonly complete: boolean
  readonly stateHash: string
}

export interface LoadTerms extends BuildTerms, RunTerms {}

export function makeLoadReport({ engine }: VenueParts, run: LoadRun, terms: LoadTerms, buildMs: number): LoadReport {
  const { book } = engine
  const { service, collections, threadCollections, phases, positions, rssBytes } = run
  const rates = phases.map(rateOf)
  const checkMs = spread(service.check, 1e6)
  const bookBytes = book.columns.buffer.byteLength
  const complete = phases.length === terms.rates.length && phases.every(({ end }) => end.why === 'done')
  return {
    ...{ seed: terms.sizes.seed, law: terms.law, kernel: engine.kernel, threads: terms.threads },
    seconds: terms.seconds,
    machine: machineOf(),
    ...{ accounts: terms.sizes.accounts, rows: book.accountCount, markets: book.marketCount },
    ...{ positions: positions.start, positionsEnd: positions.end, bookBytes },
    bytesPerPosition: rounded(bookBytes / Math.max(1, positions.start)),
    buildMs: rounded(buildMs),
    checkMs,
    nsPerPosition: checkMs === null ? null : rounded((checkMs.p50 * 1e6) / Math.max(1, positions.start)),
    rankMs: spread(service.rank, 1e6),
    adlRoundMs: spread(service.round, 1e6),
    tradesPerSecond: run.tradesPerSecond,
    achievedRate: rates.at(-1)?.achieved ?? 0,
    rates,
    refused: sum(run.before.refused) + rates.reduce((all, { refused }) => all + refused, 0),
    refusalsBefore: refusalsOf(run.before.refused),
    rounds: { count: service.round.count, ...service.rounds },
    gcCount: threadCollections.reduce((all, count) => all + count, collections.count),
    gc: {
      ...{ inRounds: collectionsOf(collections.inRounds), elsewhere: collectionsOf(collections.elsewhere) },
      threads: threadCollections,
    },
    rssMiB: { start: mebibytes(rssBytes.start), end: mebibytes(rssBytes.end), most: mebibytes(rssBytes.most) },
    invariants: { lots: lotsBalance(engine), cash: cashBalances(engine), audit: engine.audit().findings },
    complete,
    stateHash: engine.stateHash(),
  }
}

/** Whether there is anything to look at: an invariant that does not hold, or a rate that was given up. */
export function hasLoadFinding({ invariants, rates }: LoadReport): boolean {
  const unsound = !invariants.lots || !invariants.cash || invariants.audit.length > 0
  return unsound || rates.some(({ end }) => end === 'behind')
}

function rateOf({ rateHz, planned, tally, end }: RatePhase): RateReport {
  const trades = tally.latency('trade').count
  const spreads = SEND_KINDS.map((name) => [name, spread(tally.latency(name), 1e3)] as const)
  return {
    rate: rateHz,
    achieved: end.tookNs > 0 ? rounded((trades * 1e9) / end.tookNs) : 0,
    planned,
    refused: sum(tally.refused),
    refusals: refusalsOf(tally.refused),
    latencyUs: Object.fromEntries(spreads) as Record<SendName, Spread | null>,
    end: end.why,
  }
}

/** @param unitNs nanoseconds of the unit that is wanted */
function spread(histogram: RecordableHistogram, unitNs: number): Spread | null {
  if (histogram.count === 0) return null
  const at = (percent: number) => rounded(histogram.percentile(percent) / unitNs)
  return {
    count: histogram.count,
    ...{ p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), p9999: at(99.99) },
    worst: rounded(histogram.max / unitNs),
  }
}

const NAMES: readonly (readonly [string, number])[] = Object.entries(codes).filter(([name]) =>
  name.startsWith('TRADE_'),
)

/** Counts by the outcome's name: { BUYER_LOTS_LIMIT: 3 }. */
function refusalsOf(counts: Uint32Array): Refusals {
  const found = NAMES.filter(([, outcome]) => counts[outcome]! > 0)
  return Object.fromEntries(found.map(([name, outcome]) => [name.slice('TRADE_'.length), counts[outcome]!]))
}

function collectionsOf({ count, pauseUs, worstUs }: CollectionCount): CollectionReport {
  return { count, pauseMs: rounded(pauseUs / 1000), worstMs: rounded(worstUs / 1000) }
}

function machineOf(): LoadReport['machine'] {
  const cpu = cpus()[0]?.model ?? 'unknown'
  return { node: process.version, platform: `${process.platform} ${process.arch}`, cpu, cores: availableParallelism() }
}

function sum(counts: Uint32Array): number {
  return counts.reduce((all, count) => all + count, 0)
}

function mebibytes(bytes: number): number {
  return Math.round((bytes / 2 ** 20) * 10) / 10
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
