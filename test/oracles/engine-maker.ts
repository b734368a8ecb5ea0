// Makes commands for whole venues in trouble: small accounts, large positions, marks that jump, and rounds.

import type { Chance } from './chance.ts'
import type { NaiveDepth, NaiveEngine, NaiveRoundOptions } from './naive-engine.ts'
import { larger, size, smaller } from './naive-numbers.ts'
import type { Command } from './trio.ts'

export const EXTERNALS = [1, 2]
const POOLS = [3, 4]
const DEFICIT = 5

type Maker = (naive: NaiveEngine, chance: Chance) => Command

const MAKERS: readonly (readonly [weight: number, make: Maker])[] = [
  [30, tradeFor],
  [14, (naive, chance) => ['marks', marksFor(naive, chance)]],
  [8, (naive, chance) => ['deposit', accountFor(naive, chance), chance.between(1n, 400_000n)]],
  [6, withdrawalFor],
  [
    2,
    (naive, chance) => ['transfer', accountFor(naive, chance), accountFor(naive, chance), chance.between(1n, 90_000n)],
  ],
  [
    5,
    (naive, chance) => ['payFunding', marketFor(naive, chance), chance.between(-9_000_000n, 9_000_000n), naive.timeMs],
  ],
  [3, (naive, chance) => ['setExempt', accountFor(naive, chance), chance.once(3)]],
  [3, (naive, chance) => ['setProtected', accountFor(naive, chance), chance.once(3)]],
  [2, (_, chance) => ['setReserved', chance.pick(POOLS), chance.pick([0n, 0n, 5_000n])]],
  [2, (naive, chance) => ['holdPool', chance.once(9) ? accountFor(naive, chance) : chance.pick(POOLS), chance.once(3)]],
  [1, (naive, chance) => ['haltMarket', marketFor(naive, chance)]],
  [3, (naive, chance) => ['resumeMarket', marketFor(naive, chance)]],
  [4, (_, chance) => ['configureRound', optionsFor(chance)]],
  [14, (naive, chance) => ['round', depthsFor(naive, chance)]],
  [5, (naive, chance) => ['stepRound', depthsFor(naive, chance)]],
  [4, (naive, chance) => ['acceptProposal', depthsFor(naive, chance)]],
  [3, (naive, chance) => ['openAccount', newAccountFor(naive, chance)]],
  [6, (naive) => ['closeAccount', emptiestOf(naive)]],
  [2, () => ['check']],
  [1, (_, chance) => ['compact', 1 + chance.below(64)]],
]

const weighted = (makers: typeof MAKERS) => makers.flatMap(([weight, make]) => new Array<Maker>(weight).fill(make))
const ALL = weighted(MAKERS)
const AFTER_PROPOSAL: Maker = (naive, chance) => ['acceptProposal', depthsFor(naive, chance)]

/** @param proposed the last round has left a proposal, which no other command may come after */
export function makeEngineCommand(naive: NaiveEngine, chance: Chance, proposed: boolean): Command {
  return proposed && chance.once(2) ? AFTER_PROPOSAL(naive, chance) : chance.pick(ALL)(naive, chance)
}

/** House rows, three kinds of market, traders of a few owners. The first external row serves two markets. */
export function openingOfVenue(traders: number): Command[] {
  const terms = {
    ...{
      lotSize: '0.001',
      tickSize: '0.1',
      maxAbsFundingAtoms: 1_000_000n,
      initialRatePpm: 50_000,
      maxMarkAgeMs: null,
    },
    ...{ maxPositionLots: 2_000n, poolAccount: POOLS[0], takeoverLimitLots: null },
  }
  const tiers = [
    { floorAtoms: 0n, ratePpm: 5_000 },
    { floorAtoms: 3_000_000n, ratePpm: 25_000 },
    { floorAtoms: 9_000_000n, ratePpm: 100_000 },
  ]
  const linear = { ...{ symbol: 'LIN', kind: 'linear', tiers, externalAccount: 1, takeoverLimitLots: 40n } }
  const band = { minMarkTicks: 100n, maxMarkTicks: 10_000n, listingTicks: 1_000n }
  const inverse = {
    ...{ symbol: 'INV', kind: 'inverse', contractValue: '100', tiers: [{ floorAtoms: 0n, ratePpm: 10_000 }] },
  }
  const quanto = { ...{ symbol: 'QUA', kind: 'quanto', multiplierAtoms: 97n, tiers: [{ floorAtoms: 0n, ratePpm: 0 }] } }
  const ids = Array.from({ length: traders }, (_, index) => 10 + 3 * index)
  return [
    ...EXTERNALS.map((id) => ['openAccount', { id, class: 'external' }]),
    ...POOLS.map((id) => ['openAccount', { id, class: 'pool' }]),
    ['openAccount', { id: DEFICIT, class: 'deficit' }],
    ...ids.map((id, index) => [
      'openAccount',
      { id, owner: 1 + (index >> 1), exempt: index === 3, protected: index === 4 },
    ]),
    ...ids.map((id) => ['deposit', id, 500_000n]),
    ...POOLS.map((id, index) => ['deposit', id, [900_000n, 30_000n][index]]),
    ['listMarket', { ...terms, ...band, ...linear }],
    ['listMarket', { ...terms, ...band, ...inverse, externalAccount: 2, maxMarkAgeMs: 500 }],
    ['listMarket', { ...terms, ...band, ...quanto, externalAccount: 1, poolAccount: POOLS[1] }],
  ] as unknown as Command[]
}

function accountFor(naive: NaiveEngine, chance: Chance): number {
  return chance.once(30) ? chance.pick([8, 999_999]) : chance.pick([...naive.accounts.keys()])
}

function marketFor(naive: NaiveEngine, chance: Chance): number {
  return chance.once(40) ? naive.markets.length : chance.below(naive.markets.length)
}

function near(naive: NaiveEngine, chance: Chance, id: number, within: bigint): bigint {
  const { mark, terms } = naive.markets[id]!
  const ticks = mark + chance.between(-mark / within, mark / within)
  return smaller(terms.maxMarkTicks, larger(terms.minMarkTicks, ticks))
}

function tradeFor(naive: NaiveEngine, chance: Chance): Command {
  const market = chance.below(naive.markets.length)
  const ids = [...naive.accounts.values()].filter(({ class: kind }) => kind !== 'deficit').map(({ id }) => id)
  const traders = ids.filter((id) => id > DEFICIT)
  // Now and then with a pool, or with the external row of another market.
  const one = chance.pick(chance.once(9) ? ids : traders.length > 0 ? traders : ids)
  const other = chance.pick(chance.once(2) ? ids : EXTERNALS)
  const [buyer, seller] = chance.once(2) ? [one, other] : [other, one]
  const held = size(naive.accounts.get(one)!.positions.get(market)?.size ?? 0n)
  const lots = held > 0n && chance.once(3) ? held : chance.between(1n, chance.pick([9n, 60n]))
  return ['trade', { buyer, seller, market, lots, priceTicks: near(naive, chance, market, 50n) }]
}

function marksFor(naive: NaiveEngine, chance: Chance): object {
  const markets = naive.markets.map(({ id }) => id).filter(() => !chance.once(6))
  const within = chance.pick([8n, 20n, 100n])
  const priceTicks = markets.map((id) => near(naive, chance, id, within))
  return { timeMs: naive.timeMs + chance.pick([0, 100, 400]), markets, priceTicks }
}

function withdrawalFor(naive: NaiveEngine, chance: Chance): Command {
  const id = accountFor(naive, chance)
  const most = naive.accounts.has(id) ? naive.withdrawable(id) : 0n
  return ['withdraw', id, chance.pick([larger(1n, most), most + 1n, larger(1n, most / 2n)])]
}

/** Whoever is nearest to having nothing: rows are closed, and used again. */
function emptiestOf(naive: NaiveEngine): number {
  const flat = [...naive.accounts.values()].filter(({ id, positions }) => id > DEFICIT && positions.size === 0)
  return flat.sort((a, b) => (a.cash < b.cash ? -1 : 1))[0]?.id ?? 8
}

function newAccountFor(naive: NaiveEngine, chance: Chance): object {
  const id = Math.max(...naive.accounts.keys()) + 1 + chance.below(3)
  return { id, owner: 1 + chance.below(5), exempt: chance.once(6), protected: chance.once(6) }
}

function optionsFor(chance: Chance): NaiveRoundOptions {
  return {
    policy: chance.pick(['bitmex', 'pro-rata']),
    eligible: chance.pick(['all', 'all', 'profitable']),
    adlPrice: chance.pick(['bankruptcy', 'bankruptcy', 'mark']),
    socialise: chance.pick(['per-open-interest', 'per-open-interest', 'none']),
    takeover: chance.pick(['whole', 'partial']),
    maxSlippagePpm: chance.pick([0, 5_000, 50_000]),
    bufferAtoms: chance.pick([0n, 0n, 777n]),
    liquidationBudgetAtoms: chance.pick([null, 0n, 20_000n]),
    roundBudgetAtoms: chance.pick([null, null, 30_000n]),
    maxPasses: chance.pick([64, 64, 64, 1, 2]),
    adl: chance.pick(['auto', 'auto', 'auto', 'propose', 'off']),
    haltOnDeficit: chance.once(6),
  }
}

function depthsFor(naive: NaiveEngine, chance: Chance): NaiveDepth[] {
  return naive.markets.map(({ id, mark, terms }) => {
    const side = (step: bigint) => {
      const best = mark + step * chance.between(-3n, 12n)
      const levels = Array.from({ length: chance.below(4) }, (_, level) => {
        return [best + step * BigInt(7 * level), chance.between(1n, 40n)] as [bigint, bigint]
      })
      return levels.filter(([ticks]) => ticks >= terms.minMarkTicks && ticks <= terms.maxMarkTicks)
    }
    return { id, bids: side(-1n), asks: side(1n) }
  })
}
