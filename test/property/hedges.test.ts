// Hedges in random books with several markets of one underlying, under every policy: what stands in the tier of hedged
// accounts is closed on both sides so that its open part never grows, or only after all lots that nothing hedges.
// Kernels and threads agree. What goes together is found once more by trying (`oracles/hedge-model.ts`).
//
// Held for every account that stood in that tier when stage 6 of a pass began, over its adl-fills and hedge-closes of
// that pass: of stage 7 nothing is promised.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowOf } from '../../src/book/rows.ts'
import { ROW_PROTECTED } from '../../src/core/codes.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { RoundOptions } from '../../src/engine/round-options.ts'
import { min } from '../../src/fixed/rounding.ts'
import type { AdlFill, HedgeClose, PolicyName, RoundEvent } from '../../src/index.ts'
import { knownPolicies } from '../../src/policies/known.ts'
import { isAllocationPolicy, isLossPolicy } from '../../src/policies/policy.ts'
import * as venue from '../engine/small-venue.ts'
import { Chance } from '../oracles/chance.ts'
import * as model from '../oracles/hedge-model.ts'
import { BTC, fillBook, LOSERS, OTHERS, openMarkets, STALE, TRADERS } from '../oracles/hedged-book.ts'

const RUNS = Number(process.env.ROUND_RUNS ?? 300)
const seed = Number(process.env.BALLAST_SEED ?? 20_251_010)

const POLICIES = knownPolicies.map(({ name }) => name as PolicyName)
/** With a cap of its own it leaves unhedged lots where they are. */
const capped = new Set(knownPolicies.filter((policy) => 'capacity' in policy).map(({ name }) => name))

const text = (events: readonly RoundEvent[]) =>
  JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value))

const [reference, fast, threaded] = [
  ...venue.KERNELS.map((kernel) => venue.newEngine(kernel)),
  createEngine({
    capacity: { accounts: 300, positions: 2_000, markets: 130, tiersPerMarket: 4, batch: 8 },
    ...{ atom: '0.01', kernel: 'fast', executor: { threads: 1, leastWork: 0 } },
  }),
]

interface Played {
  readonly start: model.HedgeModel
  readonly events: readonly RoundEvent[]
  /** Who may have a hedge. */
  readonly marked: readonly number[]
  /** By market, with its sign. */
  readonly units: readonly bigint[]
}

function play(word: number, options: RoundOptions, ample: boolean): Played {
  const isStale = new Chance(word + 1).once(5)
  const played = [reference!, fast!, threaded!].map((engine) => {
    openMarkets(engine)
    engine.configureRound({ maxSlippagePpm: 0, ...options })
    fillBook(engine, new Chance(word), ample, isStale)
    const start = model.readHedges(engine, TRADERS, isStale ? [STALE] : [])
    const { rowFlags } = engine.book.columns
    const isMarked = (id: number) => (rowFlags[rowOf(engine.book, id)]! & ROW_PROTECTED) !== 0
    const marked = OTHERS.filter((id) => options.hedge?.who === 'all' || isMarked(id))
    const units = [...BTC, 5].map((market) => engine.market(market).unitAtoms)
    engine.runRound()
    assert.equal(engine.audit().findings, [])
    return { start, marked, units, events: [...engine.roundEvents()], hash: engine.stateHash() }
  })
  const [first, ...others] = played
  for (const { events, hash } of others) assert.equal([text(events), hash], [text(first!.events), first!.hash])
  return first!
}

const seen = { together: 0, alone: 0, fewer: 0, none: 0, stageSeven: 0, normal: 0, split: 0, hedged: 0 }

/** A fill, and what went with it; stage 6 of a pass is a list of them. */
interface Group {
  readonly fill: AdlFill
  readonly closes: HedgeClose[]
}

/** Plays the events on the model, and shows stage 6 of every pass before it is. */
function eachStageSix(
  { start, events }: Played,
  visit: (groups: readonly Group[], now: model.HedgeModel, pass: number) => void,
): void {
  const last = events.at(-1)!
  assert.is(last.type, 'round-closed')
  for (let pass = 1; last.type === 'round-closed' && pass <= last.passes; pass += 1) {
    const ofPass = events.filter((event) => event.pass === pass)
    const before = ofPass.filter(({ stage }) => stage < 6)
    const after = ofPass.filter(({ stage }) => stage > 6)
    for (const event of before) if ('lots' in event && 'to' in event) model.move(start, event)
    const groups: Group[] = []
    for (const event of ofPass) {
      if (event.type === 'adl-fill') groups.push({ fill: event, closes: [] })
      if (event.type !== 'hedge-close') continue
      assert.is(event.from, groups.at(-1)?.fill.to, 'it goes with a fill')
      groups.at(-1)!.closes.push(event)
    }
    visit(groups, start, pass)
    for (const event of after) {
      if (event.type === 'close-at-mark') seen.stageSeven += 1
      if ('lots' in event && 'to' in event) model.move(start, event)
    }
  }
}

const lesser = (a: bigint, b: bigint) => min(model.size(a), model.size(b))

function holdTogether(played: Played, policy: PolicyName, ample: boolean): void {
  const found = knownPolicies.find(({ name }) => name === policy)!
  const asksInTurn = ample && !isAllocationPolicy(found) && !isLossPolicy(found)
  eachStageSix(played, (groups, now, pass) => {
    const tier = new Set(played.marked.filter((id) => model.isHedge(model.sidesOf(now, id, 'BTC'))))
    const before = new Map([...tier].map((id) => [id, model.sidesOf(now, id, 'BTC')]))
    const takers = (market: number, isLong: boolean) => {
      const lots = OTHERS.filter((id) => !tier.has(id)).map((id) => model.lotsIn(now, id, market))
      return lots.reduce((sum, size) => (size !== 0n && size > 0n !== isLong ? sum + model.size(size) : sum), 0n)
    }
    const takersOf = (id: number) => BTC.map((market) => takers(market, model.lotsIn(now, id, market) > 0n)).join()
    const takersAtFirst = new Map([...tier].map((id) => [id, takersOf(id)]))
    for (const { fill, closes } of groups) {
      const { to, from, market, lots } = fill
      if (!tier.has(to) || now.underlyings[market] !== 'BTC') {
        assert.equal(closes, [])
        model.move(now, fill)
        continue
      }
      const find = (count: bigint) => model.companions(now, to, market, count, takers)
      const sides = model.sidesOf(now, to, 'BTC')
      if (ample) {
        const wanted = find(model.size(lots))
        const given: model.Holdings = new Map()
        for (const close of closes) {
          given.set(close.market, (given.get(close.market) ?? 0n) + model.size(close.lots))
          assert.not(tier.has(close.to))
          assert.is(close.valueAtoms, close.lots * played.units[close.market]!)
        }
        assert.equal(given, wanted)
      }
      if (asksInTurn) {
        const asked = lesser(model.lotsIn(now, from, market), model.lotsIn(now, to, market))
        assert.is(model.size(lots), model.mostTogether(asked, find))
        if (model.size(lots) < asked) seen.fewer += 1
      }
      model.move(now, fill)
      for (const close of closes) model.move(now, close)
      assert.not(model.isWorse(sides, model.sidesOf(now, to, 'BTC')))
      seen[closes.length > 0 ? 'together' : 'alone'] += 1
    }
    for (const [id, sides] of before) assert.not(model.isWorse(sides, model.sidesOf(now, id, 'BTC')))
    // Who has given nothing could not have given any, as far as its takers are those that it had at its turn.
    const touched = new Set(groups.flatMap(({ fill, closes }) => [fill.to, ...closes.map(({ to }) => to)]))
    const idle = [...tier].filter((id) => !touched.has(id) && takersOf(id) === takersAtFirst.get(id))
    for (const loser of asksInTurn && pass === 1 ? LOSERS : []) {
      for (const market of BTC) {
        const needed = now.fresh[market] ? model.lotsIn(now, loser, market) : 0n
        for (const id of idle) {
          const held = model.lotsIn(now, id, market)
          if (needed === 0n || held === 0n || held > 0n === needed > 0n) continue
          const find = (count: bigint) => model.companions(now, id, market, count, takers)
          const most = model.mostTogether(lesser(held, needed), find)
          assert.is(most, 0n, `${id} could have given ${most} of ${held} lots of market ${market} to ${loser}`)
          seen.none += 1
        }
      }
    }
  })
}

function holdQuantity(played: Played, policy: PolicyName): void {
  eachStageSix(played, (groups, now) => {
    const normal = new Map<string, bigint>()
    for (const id of OTHERS) {
      for (const [market, lots] of now.held.get(id)!) {
        const unhedged = played.marked.includes(id) ? model.unhedgedLots(now, id, market) : model.size(lots)
        const { long, short } = model.sidesOf(now, id, now.underlyings[market]!)
        normal.set(`${id} in ${market}`, long > 0n && short > 0n ? unhedged : model.size(lots))
        if (unhedged > 0n && unhedged < model.size(lots)) seen.split += 1
      }
    }
    for (const { fill, closes } of groups) {
      const { to, market, whole } = fill
      assert.equal(closes, [])
      const lots = model.size(fill.lots)
      const left = normal.get(`${to} in ${market}`)!
      const isLong = model.lotsIn(now, to, market) > 0n
      if (left > 0n) {
        assert.ok(lots <= left, 'a fill takes of one tier')
        normal.set(`${to} in ${market}`, left - lots)
        seen.normal += 1
      } else {
        seen.hedged += 1
        for (const id of OTHERS) {
          const held = model.lotsIn(now, id, market)
          if (held === 0n || held > 0n !== isLong || capped.has(policy)) continue
          assert.is(normal.get(`${id} in ${market}`), 0n, `${id} in ${market} has unhedged lots left`)
        }
      }
      model.move(now, fill)
      assert.is(whole, model.lotsIn(now, to, market) === 0n)
    }
  })
}

const options = fc.record({
  policy: fc.constantFrom(...POLICIES),
  eligible: fc.constantFrom('all' as const, 'regardless' as const),
  adlPrice: fc.constantFrom('bankruptcy', 'bankruptcy', 'mark', 'blend', 'uniform' as const),
  socialise: fc.constantFrom('none' as const, 'per-open-interest' as const),
})

function forAll(
  mode: 'together' | 'quantity',
  judge: (played: Played, policy: PolicyName, ample: boolean) => void,
): void {
  const property = (
    word: number,
    who: 'all' | 'marked',
    ample: boolean,
    drawn: RoundOptions & { policy: PolicyName },
  ) => {
    judge(play(word, { ...drawn, hedge: { mode, who } }, ample), drawn.policy, ample)
  }
  const given = [
    fc.nat(0xffff_ffff),
    fc.constantFrom('all' as const, 'marked' as const),
    fc.boolean(),
    options,
  ] as const
  fc.assert(fc.property(...given, property), { seed, numRuns: RUNS, includeErrorInReport: true })
}

test('closed together: what is open of a hedged account never grows in stage 6, and goes with the fewest lots', () => {
  forAll('together', holdTogether)
  if (process.env.ROUND_RUNS !== undefined) console.log(seen)
  const { together, alone, fewer, none, stageSeven } = seen
  for (const count of [together, alone, stageSeven]) assert.ok(count > RUNS / 10, JSON.stringify(seen))
  for (const count of [2 * fewer, 5 * none]) assert.ok(count > RUNS / 20, JSON.stringify(seen))
})

test('by quantity: a hedged lot is only closed when none is left on that side that nothing hedges', () => {
  forAll('quantity', (played, policy, ample) => {
    if (ample) holdQuantity(played, policy)
  })
  if (process.env.ROUND_RUNS !== undefined) console.log(seen)
  const { normal, split, hedged } = seen
  for (const count of [normal, split, hedged]) assert.ok(count > RUNS / 5, JSON.stringify(seen))
})

test.after(() => threaded![Symbol.asyncDispose]())

test.run()
