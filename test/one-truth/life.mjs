// A long life of a venue in which every command follows from a seed, its number and the state before it. Whoever lives
// it, on whatever machinery, has to come to the same states and tell the same events; who dies goes on where it was.

import { createHash } from 'node:crypto'

const ACCOUNTS = 300
const MARKETS = 5
const FIRST_TRADER = 100
const POOL = 50
const DEFICIT = 60
const BATCH = 64

export const CAPACITY = { accounts: ACCOUNTS + 100, positions: 2_000, markets: MARKETS, tiersPerMarket: 4, batch: 48 }

/** Whole numbers below a bound that follow from a seed and a number: integers alone, the same everywhere. */
function chanceOf(seed, number) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Number((BigInt((mixed ^ (mixed >>> 14)) >>> 0) * BigInt(below)) >> 32n)
  }
}

function openings() {
  const accounts = [
    ...Array.from({ length: MARKETS }, (_, market) => ({ id: market + 1, class: 'external' })),
    { id: POOL, class: 'pool' },
    { id: DEFICIT, class: 'deficit' },
    ...Array.from({ length: ACCOUNTS }, (_, index) => ({ id: FIRST_TRADER + index, owner: 1 + (index >> 1) })),
  ]
  const tiers = [
    { floorAtoms: 0n, ratePpm: 10_000 },
    { floorAtoms: 50_000_000_000n, ratePpm: 25_000 },
    { floorAtoms: 500_000_000_000n, ratePpm: 100_000 },
  ]
  const markets = Array.from({ length: MARKETS }, (_, market) => ({
    ...{
      symbol: `M${market}-PERP`,
      kind: 'linear',
      lotSize: '0.01',
      tickSize: '0.1',
      listingTicks: 10_000n + 700n * BigInt(market),
    },
    ...{ minMarkTicks: 1n, maxMarkTicks: 1_000_000n, maxPositionLots: 10_000_000n, maxAbsFundingAtoms: 1_000_000n },
    ...{ tiers, initialRatePpm: 20_000, externalAccount: market + 1, poolAccount: POOL, maxMarkAgeMs: 60_000 },
  }))
  return [
    ...accounts.map((account) => (engine) => engine.openAccount(account)),
    ...markets.map((market) => (engine) => engine.listMarket(market)),
    (engine) => {
      const ids = Uint32Array.from({ length: ACCOUNTS }, (_, index) => FIRST_TRADER + index)
      engine.applyDeposits({
        accounts: ids,
        atoms: BigInt64Array.from(ids, (id) => 2_000_000_000n + BigInt(id) * 7_000_001n),
      })
    },
    (engine) => engine.deposit(POOL, 3_000_000_000n),
  ]
}

const OPENINGS = openings()
const SOCIALISE = ['per-open-interest', 'per-open-interest', 'none']
const PRICES = ['bankruptcy', 'mark']

/** The command of a number. A round that is open is answered before anything else. */
function commandOf(dist, engine, seed, number) {
  if (number < OPENINGS.length) return OPENINGS[number]
  const below = chanceOf(seed, number)
  if (engine.wanted !== null) return answerTo(engine.wanted, below)
  // Nothing is asked and it is not settled: a proposal waits.
  if (!engine.isSettled && below(2) === 0) return (each) => each.acceptProposal()
  const trader = () => FIRST_TRADER + below(ACCOUNTS)
  const market = below(MARKETS)
  const kind = below(100)
  if (kind < 40) return (each) => each.applyTrades(tradesOf(dist, each, below))
  if (kind < 44) return (each) => each.deposit(trader(), BigInt(1 + below(50_000_000)))
  if (kind < 48) return (each) => each.withdraw(trader(), BigInt(1 + below(900_000_000)))
  if (kind < 50) return (each) => each.transfer(trader(), trader(), BigInt(1 + below(100_000_000)))
  if (kind < 72) return (each) => each.applyMarks(marksOf(each, below))
  if (kind < 76) return (each) => each.payFunding(market, BigInt(below(400_000) - 150_000), each.lastTimeMs + 1)
  if (kind < 82) return (each) => each.runRound({ liquidity: below(3) === 0 ? null : bookOf(below) })
  if (kind < 85) return (each) => each.openRound()
  if (kind < 88) return (each) => each.configureRound(rulesOf(dist, below))
  if (kind < 90) return (each) => each.acceptProposal()
  if (kind < 92) return (each) => each.holdPool(POOL, below(4) === 0)
  if (kind < 94) return (each) => (below(4) === 0 ? each.haltMarket(market) : each.resumeMarket(market))
  if (kind < 96) return (each) => each.setExempt(trader(), below(5) === 0)
  if (kind < 97) return (each) => each.setReserved(trader(), BigInt(below(100_000_000)))
  if (kind < 98) return (each) => each.compact(1 + below(200))
  if (kind < 99) return (each) => each.deposit(POOL, BigInt(below(400_000_000)))
  return (each) => each.advanceTime(each.lastTimeMs + below(below(5) === 0 ? 90_000 : 50))
}

function answerTo({ account, market, lots, limitTicks, markTicks }, below) {
  const all = lots < 0n ? -lots : lots
  const way = below(4)
  // Refused until the ask is answered.
  if (all === 0n || way === 0) return (engine) => engine.advanceRound()
  if (way === 1) return (engine) => engine.bookExhausted({ account, market })
  const priceTicks = limitTicks ?? markTicks
  return (engine) => engine.fill({ account, market, priceTicks, lots: way === 2 ? all : (all + 1n) / 2n })
}

function bookOf(below) {
  const most = BigInt(1 + below(5_000))
  return {
    answer: ({ lots, limitTicks, markTicks }) => {
      const all = lots < 0n ? -lots : lots
      return [{ priceTicks: limitTicks ?? markTicks, lots: all < most ? all : most }]
    },
  }
}

function rulesOf({ knownPolicies }, below) {
  return {
    ...{ policy: knownPolicies[below(knownPolicies.length)].name, adl: below(8) === 0 ? 'propose' : 'auto' },
    ...{ adlPrice: PRICES[below(PRICES.length)], socialise: SOCIALISE[below(SOCIALISE.length)] },
  }
}

function tradesOf({ TradeBatch }, engine, below) {
  const batch = new TradeBatch(BATCH)
  batch.count = BATCH
  for (let index = 0; index < BATCH; index += 1) {
    const market = below(MARKETS)
    batch.buyers[index] = FIRST_TRADER + below(ACCOUNTS)
    batch.sellers[index] = FIRST_TRADER + below(ACCOUNTS)
    batch.markets[index] = market
    batch.lots[index] = BigInt(1 + below(400))
    batch.priceTicks[index] = (engine.market(market).markTicks * BigInt(995 + below(11))) / 1_000n
    batch.buyerFeeAtoms[index] = BigInt(below(900) - 200)
  }
  return batch
}

function marksOf(engine, below) {
  const markets = Uint16Array.from({ length: MARKETS }, (_, market) => market)
  const shock = below(12)
  const priceTicks = BigInt64Array.from(markets, (market) => {
    const { markTicks } = engine.market(market)
    const moved = (markTicks * BigInt(shock === market ? 800 + below(400) : 990 + below(21))) / 1_000n
    return moved < 100n ? 100n : moved > 900_000n ? 900_000n : moved
  })
  return { timeMs: engine.lastTimeMs + 1 + below(20), markets, priceTicks }
}

/**
 * Lives from where the engine is up to command `steps`.
 *
 * @param tell gets a line for every round, every check, and the end: the same ones for everybody
 */
export async function live(dist, engine, { seed, steps, checkEvery, dieAt = Infinity }, tell) {
  for (let number = engine.doneCommands.lastOf(1) + 1; number < steps; number += 1) {
    if (number === dieAt) process.kill(process.pid, 'SIGKILL')
    const before = engine.roundState.rounds
    doOne(engine, number, commandOf(dist, engine, seed, number))
    if (engine.roundState.rounds > before)
      tell(`round ${engine.roundState.rounds} ${stateOf(engine)} ${digestOf(engine)}`)
    if (number % checkEvery === 0) {
      const { count, ids } = await engine.check()
      const sum = ids.subarray(0, count).reduce((total, id) => total + id, 0)
      tell(`check ${number} ${stateOf(engine)} ${count} ${sum}`)
    }
    // A journal writes between two turns.
    if (number % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  tell(`end ${steps} ${stateOf(engine)} ${engine.audit().findings.length} findings`)
}

function doOne(engine, number, command) {
  try {
    engine.once({ client: 1, number }, () => command(engine))
  } catch (error) {
    // Refused is an answer too, but not while the venue is being set up.
    if (error?.name !== 'BallastError' || number < OPENINGS.length) throw error
  }
}

const stateOf = (engine) => `${engine.lastSequence} ${engine.stateHash()}`

function digestOf(engine) {
  const hash = createHash('sha256')
  let count = 0
  for (const event of engine.roundEvents()) {
    hash.update(JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
    count += 1
  }
  return `${count} events ${hash.digest('hex').slice(0, 32)}`
}
