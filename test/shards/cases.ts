// What an engine does is the same whoever goes over its book. One list of cases, played by an engine without threads
// and by engines with some; each case says what it came to, in words that are compared.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eventLine } from '../../src/cli/event-line.ts'
import { createEngine, type Engine, type EngineOptions, RankResult, type RoundEvent } from '../../src/index.ts'
import { loadSource, openGenerator, openScenario, replay } from '../../src/scenario/index.ts'
import { playGolden } from '../engine/golden-play.ts'
import type { GoldenCase } from '../oracles/round/golden.ts'
import { applyRoundMarks, type GoldenRound, goldenFile, openRound } from '../stages/golden-rounds.ts'

export type Executor = NonNullable<EngineOptions['executor']>

export interface ShardCase {
  readonly what: string
  play(executor: Executor): Promise<readonly string[]>
}

const { cases: golden } = JSON.parse(readFileSync(goldenFile, 'utf8')) as { cases: (GoldenCase & GoldenRound)[] }
const text = (value: unknown) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part))

/** Ends the engine whatever happens, and begins when its threads stand. */
async function withEngine<Result>(engine: Engine, play: (engine: Engine) => Result): Promise<Result> {
  await using standing = engine
  await standing.ready()
  return await play(standing)
}

/** Hears every event of an engine, as a digest. */
class Digest {
  readonly #hash = createHash('sha256')
  count = 0

  readonly take = (event: RoundEvent): void => {
    this.count += 1
    this.#hash.update(eventLine(event))
  }

  toString(): string {
    return `${this.count} events, ${this.#hash.digest('hex')}`
  }
}

function checked(engine: Engine): string {
  const { checked: all, count, atRisk, bankrupt, ids, states } = engine.checkSync()
  const digest = createHash('sha256').update(ids.subarray(0, count)).update(states.subarray(0, count)).digest('hex')
  return `${all} checked, ${count} flagged, ${atRisk} at risk, ${bankrupt} bankrupt, ${digest}`
}

/** Heads of all queues, once as objects and once as ids. */
function* queues(engine: Engine, markets: number, top: number): Generator<string> {
  const result = new RankResult(top)
  for (let market = 0; market < markets; market += 1) {
    for (const side of ['long', 'short'] as const) {
      const queue = engine.rank({ market, side, top })
      engine.rankTop(market, side, result)
      const ids = [...result.accounts.subarray(0, result.count)]
      const groups = result.groups.subarray(0, result.count)
      yield `${market} ${side} of ${result.candidates}: ${text(queue)} ${ids} ${groups}`
    }
  }
}

const MARKETS = 12

function shock(engine: Engine, timeMs: number, permille: (market: number) => bigint): void {
  const markets = Uint16Array.from({ length: MARKETS }, (_, market) => market)
  const ticks = Array.from(markets, (market) => (engine.market(market).markTicks * permille(market)) / 1000n)
  engine.applyMarks({ timeMs, markets, priceTicks: BigInt64Array.from(ticks) })
}

export const shardCases: readonly ShardCase[] = [
  {
    what: 'all golden rounds, whole',
    async play(executor) {
      const capacity = { accounts: 300, positions: 2_000, markets: 130, tiersPerMarket: 4, batch: 8 }
      const told: string[] = []
      for (const atom of new Set(golden.map(({ venue }) => venue.atom))) {
        await withEngine(createEngine({ capacity, atom, executor }), (engine) => {
          for (const round of golden.filter(({ venue }) => venue.atom === atom)) {
            engine.book.clear()
            openRound(round, 'fast', engine)
            applyRoundMarks(engine, round)
            told.push(`${round.id}: ${text(playGolden(engine, round))} ${engine.stateHash()}`)
          }
        })
      }
      return told
    },
  },
  {
    what: 'the small book of the fixtures, every batch of marks with its round',
    async play(executor) {
      const digest = new Digest()
      const source = await openScenario(fileURLToPath(new URL('../../fixtures/small-book', import.meta.url)))
      const onReady = (engine: Engine) => void engine.onEvent(digest.take)
      const { engine } = await replay(source, { executor, onReady })
      return withEngine(engine, () => [`${digest} ${engine.stateHash()}`, checked(engine)])
    },
  },
  ...(['bitmex', 'pro-rata'] as const).map((policy) => ({
    what: `a fall of 6,000 accounts, with policy ${policy}: checks, queues, rounds`,
    async play(executor: Executor) {
      const sizes = { seed: '11', accounts: 6_000, positions: 20_000, markets: MARKETS }
      const { engine } = await loadSource(openGenerator(sizes), { executor })
      return withEngine(engine, async () => {
        const digest = new Digest()
        engine.onEvent(digest.take)
        engine.configureRound({ policy })
        const told: string[] = []
        for (let step = 1; step <= 3; step += 1) {
          shock(engine, engine.lastTimeMs + 1_000, (market) => BigInt(1000 - 40 * step - 7 * market))
          told.push(checked(engine), ...queues(engine, MARKETS, 40))
          const { flagged, adl, passes } = engine.runRound()
          told.push(`${flagged} flagged, ${adl.fills} fills, ${passes} passes, ${engine.stateHash()}`)
        }
        const { ids, count } = await engine.check()
        return [...told, `${digest}`, checked(engine), [...ids.subarray(0, count)].join()]
      })
    },
  })),
  {
    what: 'a queue of 3,000 equal scores, and one of near-ties',
    async play(executor) {
      return withEngine(tiedEngine(executor), (engine) => [...queues(engine, 2, 3_000), engine.stateHash()])
    },
  },
]

/** Shorts in two markets: all the same but for size; and equities an atom apart. */
function tiedEngine(executor: Executor): Engine {
  const accounts = 3_000
  const capacity = { accounts: accounts + 10, positions: 2 * accounts + 10, markets: 2 }
  const engine = createEngine({ capacity, executor })
  const importer = engine.beginImport()
  importer.account({ id: 1, class: 'external', cashAtoms: 0n })
  for (const symbol of ['A', 'B']) {
    importer.market({
      ...{ symbol, kind: 'linear', lotSize: '1', tickSize: '0.01', externalAccount: 1, initialRatePpm: 100_000 },
      ...{ listingTicks: 100n, minMarkTicks: 1n, maxMarkTicks: 1_000n, maxPositionLots: 1_000_000n },
      ...{ maxAbsFundingAtoms: 1_000n, tiers: [{ floorAtoms: 0n, ratePpm: 10_000 }] },
    })
  }
  const sums = [0n, 0n]
  for (let index = 0; index < accounts; index += 1) {
    const account = 10 + index
    const lots = BigInt(1 + ((index * 7) % 5))
    const near = BigInt(index % 4)
    importer.account({ id: account, cashAtoms: lots * 3_000_000n + near * BigInt(index % 2) })
    const market = index % 2
    importer.position({ account, market, lots: -lots, entryValueAtoms: -lots * 1_100_000n })
    sums[market]! += lots
  }
  for (const [market, sum] of sums.entries()) {
    importer.position({ account: 1, market, lots: sum, entryValueAtoms: 0n })
  }
  importer.finish()
  return engine
}
