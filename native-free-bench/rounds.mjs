// Rounds at scale. A round changes the book that it is played on, so every repetition begins with the book anew; only
// the round itself is timed.

import { generator, settle, summarise } from './measure.mjs'

const LISTING_TICKS = 100_000
const ATOMS_PER_TICK = 10n
const RATE_PPM = 5_000
const EXTERNAL = 1
const POOL = 2
const DEFICIT = 3
const FIRST_TRADER = 10

/**
 * A flash crash in one market: isolated positions, half of them long, and one mark 10 % down. Of the longs 46 % are
 * flagged, a quarter of those bankrupt, for whom the fund has nothing and the book no price. It has the size of a case
 * that an open C++ engine was timed on (200,000 positions, 45,982 liquidations, 11,353 closes by ADL: 5,200 ms and
 * quadratic; FLOX-Foundation/flox at d2dc5ecf, docs/ARCHITECTURE.md).
 */
export function measureCrash(dist, positions, rounds) {
  const engine = openEngine(dist, positions)
  const samples = []
  let seen
  for (let round = -2; round < rounds; round += 1) {
    fillCrash(engine, positions)
    engine.applyMarks(marks(Math.floor(LISTING_TICKS * 0.9)))
    settle()
    const start = performance.now()
    const report = engine.runRound({ liquidity: deepBook() })
    const took = performance.now() - start
    if (round >= 0) samples.push(took)
    seen = {
      flagged: report.flagged,
      liquidations: report.liquidations.count,
      fills: report.adl.fills,
      passes: report.passes,
      stuck: report.stuck.length,
      stateHash: engine.stateHash(),
    }
  }
  const time = summarise(samples)
  return { positions, ...seen, time, nsPerPosition: (time.median * 1e6) / positions, audit: engine.audit().findings }
}

/** So many bankrupt accounts against a market full of candidates, no fund and no order book. */
export function measureQueue(dist, { bankrupts, candidates }, rounds) {
  const engine = openEngine(dist, bankrupts + candidates)
  const samples = []
  let seen
  for (let round = -2; round < rounds; round += 1) {
    fillQueue(engine, bankrupts, candidates)
    engine.applyMarks(marks(Math.floor(LISTING_TICKS * 0.9)))
    settle()
    const start = performance.now()
    const report = engine.runRound()
    const took = performance.now() - start
    if (round >= 0) samples.push(took)
    seen = { fills: report.adl.fills, passes: report.passes, stateHash: engine.stateHash() }
  }
  return { bankrupts, candidates, ...seen, time: summarise(samples), audit: engine.audit().findings }
}

function openEngine(dist, positions) {
  const capacity = { accounts: positions + 64, positions: positions + 64, markets: 4 }
  return dist.createEngine({ capacity, round: { maxSlippagePpm: 10_000 } })
}

const marks = (ticks) => ({ timeMs: 1, markets: Uint16Array.of(0), priceTicks: BigInt64Array.of(BigInt(ticks)) })

/** Takes everything at a thousandth from the mark. */
function deepBook() {
  return {
    answer({ lots, limitTicks, markTicks }) {
      const priceTicks = lots > 0n ? (markTicks * 999n) / 1000n : (markTicks * 1001n) / 1000n
      const fits = limitTicks === null || (lots > 0n ? priceTicks >= limitTicks : priceTicks <= limitTicks)
      return fits ? [{ priceTicks, lots: lots > 0n ? lots : -lots }] : []
    },
  }
}

function beginBook(engine) {
  engine.book.clear()
  const importer = engine.beginImport()
  importer.account({ id: EXTERNAL, class: 'external', cashAtoms: 0n })
  importer.account({ id: POOL, class: 'pool', cashAtoms: 0n })
  importer.account({ id: DEFICIT, class: 'deficit', cashAtoms: 0n })
  importer.market({
    ...{ symbol: 'X-PERP', kind: 'linear', lotSize: '0.001', tickSize: '0.01', externalAccount: EXTERNAL },
    ...{ listingTicks: BigInt(LISTING_TICKS), minMarkTicks: 1n, maxMarkTicks: 1_000_000n },
    ...{ maxPositionLots: 100_000_000n, maxAbsFundingAtoms: 10_000n, initialRatePpm: 2 * RATE_PPM },
    ...{ tiers: [{ floorAtoms: 0n, ratePpm: RATE_PPM }], poolAccount: POOL },
  })
  return importer
}

/** An account with one position, entered at the listing price, and so much equity in millionths of its notional. */
function isolated(importer, id, lots, equityPpm) {
  const value = BigInt(lots) * BigInt(LISTING_TICKS) * ATOMS_PER_TICK
  const notional = value < 0n ? -value : value
  importer.account({ id, cashAtoms: (notional * BigInt(equityPpm)) / 1_000_000n - value })
  importer.position({ account: id, market: 0, lots: BigInt(lots), entryValueAtoms: value })
}

function fillCrash(engine, positions) {
  const random = generator(7)
  const importer = beginBook(engine)
  const longs = positions / 2
  let net = 0
  for (let index = 0; index < longs; index += 1) {
    const lots = 100 + random.below(900)
    // 10 % are lost. Under 10 % of equity: bankrupt; up to 10.45 %: at risk.
    const draw = random.below(1_000_000)
    const spread = random.below(1_000_000) / 1_000_000
    const equityPpm = draw < 115_000 ? 50_000 + 49_000 * spread : draw < 460_000 ? 101_500 + 2_900 * spread : 120_000
    isolated(importer, FIRST_TRADER + index, lots, Math.floor(equityPpm))
    net += lots
  }
  // The most leveraged of the shorts, who come first in the queue, are as large as the bankrupt longs.
  for (let index = 0; index < longs; index += 1) {
    const left = longs - index
    const leads = index % 8 === 0
    const wanted = leads ? 3_000 + random.below(500) : Math.floor(((net / left) * random.below(400)) / 1000) + 1
    const lots = left === 1 ? net : Math.min(wanted, net - left + 1)
    const equityPpm = leads ? 20_000 + random.below(30_000) : 100_000 + random.below(2_000_000)
    isolated(importer, FIRST_TRADER + longs + index, -lots, equityPpm)
    net -= lots
  }
  importer.finish()
}

function fillQueue(engine, bankrupts, candidates) {
  const random = generator(11)
  const importer = beginBook(engine)
  let net = 0
  for (let index = 0; index < candidates; index += 1) {
    const lots = 1 + random.below(100)
    isolated(importer, FIRST_TRADER + index, -lots, 50_000 + random.below(2_000_000))
    net += lots
  }
  const share = Math.floor(net / 50 / bankrupts)
  for (let index = 0; index < bankrupts; index += 1) {
    isolated(importer, FIRST_TRADER + candidates + index, share, 60_000 + random.below(39_000))
    net -= share
  }
  importer.account({ id: FIRST_TRADER + candidates + bankrupts, class: 'external', cashAtoms: 0n })
  const account = FIRST_TRADER + candidates + bankrupts
  importer.position({ account, market: 0, lots: BigInt(net), entryValueAtoms: 0n })
  importer.finish()
}
