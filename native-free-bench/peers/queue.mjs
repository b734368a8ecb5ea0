// The second question's book: one market whose one side is full of candidates, isolated positions with entry prices and
// equities at random.
//
//   entries     half to one and a half times the mark, so that half of the candidates are in profit
//   equity      0.5 % to 200.5 % of the notional: leverage from half to two hundred
//   ties        one candidate in a hundred has entry and equity of the one before, so the same score to the last digit;
//               one in two hundred its size as well, so that only the id decides

import { generator } from '../measure.mjs'

export const FIRST_CANDIDATE = 10
export const MARK_TICKS = 100_000
const ATOMS_PER_TICK = 10
/** Atoms of one lot at the mark. */
export const UNIT_ATOMS = MARK_TICKS * ATOMS_PER_TICK
const EXTERNAL = 1
const MOST_LOTS = 1000
const LEAST_EQUITY_PPM = 5_000
const EQUITY_SPREAD_PPM = 2_000_000
const MOST_CANDIDATES = 1_000_000

/** @returns columns of the candidates, by id: lots, entry value, equity and cash in atoms; all of them exact */
export function makeQueue({ candidates, seed = 1 }) {
  if (candidates > MOST_CANDIDATES) throw new Error(`${candidates} candidates, at most ${MOST_CANDIDATES}`)
  const random = generator(seed + 17)
  const queue = {
    lots: new Int32Array(candidates),
    entryTicks: new Int32Array(candidates),
    entry: new Float64Array(candidates),
    equity: new Float64Array(candidates),
    cash: new Float64Array(candidates),
  }
  let [lots, entryTicks, equityPpm] = [0, 0, 0]
  for (let index = 0; index < candidates; index += 1) {
    if (index % 200 !== 199) lots = 1 + random.below(MOST_LOTS)
    if (index % 100 !== 99) {
      entryTicks = MARK_TICKS / 2 + random.below(MARK_TICKS + 1)
      equityPpm = LEAST_EQUITY_PPM + random.below(EQUITY_SPREAD_PPM)
    }
    queue.lots[index] = lots
    queue.entryTicks[index] = entryTicks
    queue.entry[index] = lots * entryTicks * ATOMS_PER_TICK
    // A lot is a million atoms at the mark, so that parts per million of it are whole atoms.
    queue.equity[index] = lots * equityPpm
    queue.cash[index] = queue.equity[index] - lots * UNIT_ATOMS
  }
  return queue
}

/** An engine that holds the queue; an external account has the other side. */
export function queueEngine({ createEngine }, { lots, entry, cash }) {
  const capacity = { accounts: lots.length + 64, positions: lots.length + 64, markets: 1 }
  const engine = createEngine({ capacity })
  const importer = engine.beginImport()
  importer.account({ id: EXTERNAL, class: 'external', cashAtoms: 0n })
  importer.market({
    ...{ symbol: 'X-PERP', kind: 'linear', lotSize: '0.001', tickSize: '0.01', externalAccount: EXTERNAL },
    ...{ listingTicks: BigInt(MARK_TICKS), minMarkTicks: 1n, maxMarkTicks: 200_000n },
    ...{ maxPositionLots: 1_000_000_000n, maxAbsFundingAtoms: 10_000n, initialRatePpm: 10_000 },
    ...{ tiers: [{ floorAtoms: 0n, ratePpm: 5_000 }] },
  })
  let net = 0
  for (let index = 0; index < lots.length; index += 1) {
    const account = FIRST_CANDIDATE + index
    importer.account({ id: account, cashAtoms: BigInt(cash[index]) })
    const position = { lots: BigInt(lots[index]), entryValueAtoms: BigInt(entry[index]) }
    importer.position({ account, market: 0, ...position })
    net += lots[index]
  }
  const entryValueAtoms = BigInt(-net) * BigInt(UNIT_ATOMS)
  importer.position({ account: EXTERNAL, market: 0, lots: BigInt(-net), entryValueAtoms })
  importer.finish()
  return engine
}

/** BitMEX's score of a candidate: PnL% · L in profit, PnL% / L in loss. */
export function scoreOf({ lots, entry, equity }, id) {
  const index = id - FIRST_CANDIDATE
  const notional = lots[index] * UNIT_ATOMS
  const profit = notional - entry[index]
  const leverage = notional / equity[index]
  return profit > 0 ? (profit / entry[index]) * leverage : profit / entry[index] / leverage
}
