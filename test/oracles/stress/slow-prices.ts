// The prices of a slow loop: plain objects and BigInt, written from docs/STRESS.md alone. It shares no line with src.
//
// A cause is 0 the shock, 1 liquidations, 2 unwinds. Prices inside are millionths of ticks.

export interface SlowLadder {
  readonly levels: readonly { readonly distancePpm: number; readonly lots: bigint }[]
  readonly refillMs?: number | null
  readonly halfLifeMs?: number | null
}

export interface SlowImpact {
  readonly law?: 'square-root' | 'linear'
  readonly volatilityPpm: number
  readonly volumeLots: bigint
  readonly temporaryPpm?: number
  readonly permanentPpm?: number
  readonly halfLifeMs?: number | null
}

export interface SlowModel {
  readonly market: number
  readonly ladder?: SlowLadder | null
  readonly impact?: SlowImpact | null
  readonly betaPpm?: number
  readonly leadPpm?: number
  readonly weightPpm?: number
}

export interface SlowSide {
  /** Level by level, in millionths of lots. */
  taken: bigint[]
  /** What of the depletion each cause has done, in millionths of a ppm of the mid. */
  missing: bigint[]
  /** Of this step, by cause. */
  traded: bigint[]
}

export interface SlowMarket {
  readonly id: number
  readonly model: SlowModel | undefined
  readonly start: bigint
  readonly least: bigint
  readonly most: bigint
  added: bigint[]
  pulled: bigint[]
  marked: bigint[]
  bids: SlowSide
  asks: SlowSide
}

const E6 = 1_000_000n
const E12 = 1_000_000_000_000n

export function slowMarket(
  id: number,
  model: SlowModel | undefined,
  mark: bigint,
  least: bigint,
  most: bigint,
): SlowMarket {
  const side = (): SlowSide => {
    return { taken: (model?.ladder?.levels ?? []).map(() => 0n), missing: [0n, 0n, 0n], traded: [0n, 0n, 0n] }
  }
  const zeros = () => [0n, 0n, 0n]
  const band = { least: least * E6, most: most * E6 }
  return {
    id,
    model,
    start: mark * E6,
    ...band,
    added: zeros(),
    pulled: zeros(),
    marked: zeros(),
    bids: side(),
    asks: side(),
  }
}

const total = (parts: readonly bigint[]) => parts.reduce((sum, part) => sum + part, 0n)
const within = ({ least, most }: SlowMarket, price: bigint) => (price < least ? least : price > most ? most : price)

export const centreOf = (market: SlowMarket): bigint => market.start + total(market.added)
export const midOf = (market: SlowMarket): bigint => nearest(centreOf(market) + total(market.pulled))
export const markOf = (market: SlowMarket): bigint => nearest(within(market, market.start + total(market.marked)))

/** A half goes to the even tick. */
export function nearest(price: bigint): bigint {
  const below = price / E6
  const rest = price % E6
  if (rest * 2n === E6) return below + (below % 2n)
  return rest * 2n > E6 ? below + 1n : below
}

export function add(market: SlowMarket, cause: number, by: bigint): bigint {
  const moved = within(market, centreOf(market) + by) - centreOf(market)
  market.added[cause]! += moved
  return moved
}

/** 2^-n at n half-lives, even in between: as a fraction. */
function remaining(timeMs: number, halfLifeMs: number): [over: bigint, under: bigint] {
  let whole = 0
  while ((whole + 1) * halfLifeMs <= timeMs) whole += 1
  const inside = timeMs - whole * halfLifeMs
  return [BigInt(2 * halfLifeMs - inside), BigInt(2 * halfLifeMs) * 2n ** BigInt(whole)]
}

export function halved(amount: bigint, fromMs: number, toMs: number, halfLifeMs: number): bigint {
  if (halfLifeMs === 0) return 0n
  const [over, under] = remaining(toMs, halfLifeMs)
  const [overBefore, underBefore] = remaining(fromMs, halfLifeMs)
  return (amount * over * underBefore) / (under * overBefore)
}

/** Time passes: impact fades, ladders fill up. */
export function pass(market: SlowMarket, fromMs: number, toMs: number): void {
  const { ladder, impact } = market.model ?? {}
  const halfLife = impact?.halfLifeMs ?? null
  if (halfLife !== null) {
    for (const cause of [1, 2]) market.added[cause] = halved(market.added[cause]!, fromMs, toMs, halfLife)
    add(market, 2, 0n)
  }
  if (ladder === null || ladder === undefined) return
  for (const side of [market.bids, market.asks]) {
    side.taken = side.taken.map((taken, index) => {
      const halfLifeMs = ladder.halfLifeMs ?? null
      if (halfLifeMs !== null) return halved(taken, fromMs, toMs, halfLifeMs)
      const refillMs = ladder.refillMs ?? null
      if (refillMs === null) return taken
      if (refillMs === 0) return 0n
      const back = (ladder.levels[index]!.lots * BigInt(toMs - fromMs) * E6) / BigInt(refillMs)
      return taken > back ? taken - back : 0n
    })
    const [before, after] = [total(side.missing), depletion(ladder, side)]
    if (before === 0n) continue
    const first = (side.missing[1]! * after) / before
    side.missing = [0n, first, after - first]
  }
}

export function depletion({ levels }: SlowLadder, side: SlowSide): bigint {
  return levels.reduce((sum, { distancePpm, lots }, index) => {
    const next = levels[index + 1]?.distancePpm
    const before = levels[index - 1]?.distancePpm ?? 0
    const gap = BigInt(next === undefined ? distancePpm - before : next - distancePpm)
    return lots === 0n ? sum : sum + (gap * E6 * side.taken[index]!) / (lots * E6)
  }, 0n)
}

/** What ladders lack pulls the mid. */
export function pull(market: SlowMarket): void {
  let price = centreOf(market)
  const centre = price
  market.pulled = [0, 1, 2].map((cause) => {
    const wished = (centre * (market.asks.missing[cause]! - market.bids.missing[cause]!)) / (2n * E12)
    const to = within(market, price + wished)
    const by = to - price
    price = to
    return by
  })
}

export function follow(market: SlowMarket): void {
  const weight = BigInt(market.model?.weightPpm ?? 1_000_000)
  market.marked = market.marked.map((marked, cause) => {
    return marked + ((market.added[cause]! + market.pulled[cause]! - marked) * weight) / E6
  })
}

/** The whole root, by halving what it can be. */
export function rootOf(value: bigint): bigint {
  let [low, high] = [0n, value + 1n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle * middle <= value) low = middle
    else high = middle
  }
  return low
}

/** What the mid keeps of so many lots. */
export function keptOf({ impact }: SlowModel, centre: bigint, lots: bigint): bigint {
  if (impact === null || impact === undefined) return 0n
  const factor = centre * BigInt(impact.permanentPpm ?? 0) * BigInt(impact.volatilityPpm)
  if (impact.law === 'linear') return (factor * lots) / (impact.volumeLots * E12)
  return rootOf((factor ** 2n * lots) / (impact.volumeLots * E12 ** 2n))
}

/** What the moves of the others do to each. */
export function carried(
  markets: readonly SlowMarket[],
  centres: readonly bigint[],
  moves: readonly bigint[],
): bigint[] {
  const led = markets.map(({ model }, index) => {
    const lead = BigInt(model?.leadPpm ?? model?.betaPpm ?? 0)
    return (lead * moves[index]! * E12) / centres[index]!
  })
  return markets.map(({ model }, index) => {
    const others = total(led.filter((_, other) => other !== index))
    return (centres[index]! * BigInt(model?.betaPpm ?? 0) * others) / (E12 * E12)
  })
}
