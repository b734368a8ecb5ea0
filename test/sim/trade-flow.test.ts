import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random } from '../../src/scenario/random.ts'
import { type AccountLaw, FLOW_LAG, type FlowTerms, TradeFlow } from '../../src/sim/trade-flow.ts'

const TERMS: FlowTerms = { law: 'mixed', firstAccount: 1001, accounts: 5_000, markets: 12 }

function flowOf(change: Partial<FlowTerms> = {}, seed = 7n): TradeFlow {
  return new TradeFlow({ ...TERMS, ...change }, new Random(seed, 0))
}

function told(flow: TradeFlow): number[] {
  flow.next()
  return [flow.buyer, flow.seller, flow.market, flow.lots, flow.offsetTicks]
}

const many = (flow: TradeFlow, count: number) => Array.from({ length: count }, () => told(flow))

test('a seed gives the same trades on every machine', () => {
  assert.equal(many(flowOf(), 5), [
    [2954, 2906, 0, 5, -2],
    [3922, 2035, 0, 3, -9],
    [1001, 3781, 4, 2, 7],
    [5270, 2966, 6, 2, -7],
    [4939, 2675, 5, 5, -6],
  ])
})

test('another seed, or another law, gives others', () => {
  const first = many(flowOf(), 20)
  assert.equal(many(flowOf(), 20), first)
  assert.not.equal(many(flowOf({}, 8n), 20), first)
  assert.not.equal(many(flowOf({ law: 'zipf' }), 20), first)
})

test('every trade is taken back by its opposite, so that only so many stand at any time', () => {
  const flow = flowOf()
  const open: number[][] = []
  for (let count = 0; count < 20_000; count += 1) {
    const [buyer, seller, market, lots] = told(flow)
    const oldest = open[0]
    const isBack = open.length === FLOW_LAG
    if (isBack) {
      assert.equal([seller, buyer, market, lots], oldest)
      open.shift()
    } else open.push([buyer!, seller!, market!, lots!])
  }
  assert.ok(open.length >= FLOW_LAG - 1)
})

test('nobody trades with itself, and everything stays within its bounds', () => {
  for (const accounts of [2, 3, 640, 5_000]) {
    const flow = flowOf({ accounts, markets: 3 })
    for (let count = 0; count < 5_000; count += 1) {
      const [buyer, seller, market, lots, offset] = told(flow) as [number, number, number, number, number]
      assert.ok(buyer !== seller)
      for (const id of [buyer, seller]) assert.ok(id >= 1001 && id < 1001 + accounts, String(id))
      assert.ok(market >= 0 && market < 3 && lots >= 1 && lots <= 5 && Math.abs(offset) <= 10)
    }
  }
})

test('the law says how often the busiest account trades; half and half is between the two', () => {
  const accounts = 1_000
  const share = (law: AccountLaw) => {
    const counts = new Map<number, number>()
    const flow = flowOf({ law, accounts })
    for (let count = 0; count < 50_000; count += 1) {
      flow.next()
      for (const id of [flow.buyer, flow.seller]) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return Math.max(...counts.values()) / 100_000
  }
  // The sum of 1/r up to 1,000 is 7.485: the first of them trades in 13 % of the legs.
  const [zipf, mixed, uniform] = [share('zipf'), share('mixed'), share('uniform')]
  assert.ok(zipf > 0.11 && zipf < 0.15, String(zipf))
  assert.ok(mixed > 0.055 && mixed < 0.08, String(mixed))
  assert.ok(uniform < 0.003, String(uniform))
})

test('by law of Zipf too, every account has its turn', () => {
  const seen = new Set<number>()
  const flow = flowOf({ law: 'zipf', accounts: 96 })
  for (let count = 0; count < 20_000; count += 1) {
    flow.next()
    seen.add(flow.buyer)
  }
  assert.is(seen.size, 96)
})

test.run()
