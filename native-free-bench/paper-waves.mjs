// Budgets of the waves: what was needed, from the price gaps of each coin, and what each policy took.
//
//   needed = Σ |mark − execution| · quantity of a wave's coins        overshoot = used − needed
//   fairness regret = Σ |largest haircut − that of the integer ILP| · needed       over the waves
//
// Needed is the budget that reproduces the published regret: the policy's own and the production's do not.

import { join } from 'node:path'
import { readTable } from './paper-csv.mjs'
import { abs, multiply, parseDecimal, sum, toText, toUnits } from './paper-decimals.mjs'
import { PUBLISHED_SUMS } from './paper-published.mjs'

export const POLICIES = ['prod', 'pr', 'pnl_pr', 'eq_pr', 'vector', 'contract_pr', 'fixed_point_ilp_integer']
const ILP = 'fixed_point_ilp_integer'
const CENT = parseDecimal('0.01')
const GAPS = ['wave', 'coin', 'gap_usd_x_qty', 'qty_contracts', 'gap_per_contract_usd']
const METRICS = [
  'wave',
  'budget_needed',
  ...POLICIES.flatMap((name) => ['budget', 'overshoot', 'max_pct'].map((what) => `${what}_${name}`)),
]

export function recomputeWaves(folder) {
  const gaps = readTable(join(folder, 'wave_coin_gap_per_contract.csv'), GAPS)
  const metrics = readTable(join(folder, 'policy_per_wave_metrics.csv'), METRICS)
  const neededOf = new Map()
  for (const row of gaps) {
    const { wave } = row.text
    neededOf.set(wave, (neededOf.get(wave) ?? 0n) + row.decimal('gap_usd_x_qty'))
  }
  checkSameWaves([...neededOf.keys()], metrics)
  const waves = metrics.map((row) => recomputeWave(row, neededOf.get(row.text.wave)))
  const totals = totalsOf(waves)
  return { products: checkProducts(gaps), waves, totals, differing: differing(waves), published: compare(totals) }
}

function checkSameWaves(fromGaps, metrics) {
  const known = new Set(metrics.map(({ text }) => text.wave))
  if (known.size !== metrics.length) throw new Error('policy_per_wave_metrics.csv: a wave stands there twice')
  const left = fromGaps.filter((wave) => !known.has(wave))
  const bare = [...known].filter((wave) => !fromGaps.includes(wave))
  if (left.length + bare.length > 0) {
    throw new Error(`waves of one table only: gaps ${left.join(' ') || 'none'}, metrics ${bare.join(' ') || 'none'}`)
  }
}

function recomputeWave(row, needed) {
  const policies = Object.fromEntries(
    POLICIES.map((name) => {
      const used = row.decimal(`budget_${name}`)
      const regret = multiply(abs(row.decimal(`max_pct_${name}`) - row.decimal(`max_pct_${ILP}`)), needed)
      return [name, { used, overshoot: used - needed, printed: row.decimal(`overshoot_${name}`), regret }]
    }),
  )
  return { wave: row.text.wave, needed, printedNeeded: row.decimal('budget_needed'), policies }
}

function totalsOf(waves) {
  const over = (name, of) => sum(waves.map(({ policies }) => of(policies[name])))
  const byPolicy = (of) => Object.fromEntries(POLICIES.map((name) => [name, over(name, of)]))
  return {
    needed: sum(waves.map(({ needed }) => needed)),
    used: byPolicy(({ used }) => used),
    overshoot: byPolicy(({ overshoot }) => overshoot),
    absolute: byPolicy(({ overshoot }) => abs(overshoot)),
    regret: byPolicy(({ regret }) => regret),
  }
}

/** Printed columns that are more than a cent away from what is recomputed. */
function differing(waves) {
  return waves.flatMap(({ wave, needed, printedNeeded, policies }) => {
    const pairs = [['budget_needed', needed, printedNeeded]]
    for (const name of POLICIES) pairs.push([`overshoot_${name}`, policies[name].overshoot, policies[name].printed])
    return pairs
      .filter(([, ours, printed]) => abs(ours - printed) > CENT)
      .map(([column, ours, printed]) => ({ wave, column, ours, printed }))
  })
}

/** gap_usd_x_qty against gap_per_contract_usd · qty_contracts, row by row. */
function checkProducts(gaps) {
  const distances = gaps.map((row) => {
    const product = multiply(row.decimal('gap_per_contract_usd'), row.decimal('qty_contracts'))
    return { row, product, distance: abs(product - row.decimal('gap_usd_x_qty')) }
  })
  const [largest] = distances.toSorted((a, b) => (a.distance > b.distance ? -1 : a.distance < b.distance ? 1 : 0))
  return {
    rows: gaps.length,
    differing: distances.filter(({ distance }) => distance > CENT).length,
    largest: { wave: largest.row.text.wave, coin: largest.row.text.coin, distance: largest.distance },
    sum: sum(distances.map(({ product }) => product)),
  }
}

/** To the cent, because that is what is published. */
function compare(totals) {
  return PUBLISHED_SUMS.map(({ what, of: [kind, policy], value }) => {
    const ours = policy === undefined ? totals[kind] : totals[kind][policy]
    const published = parseDecimal(value)
    const cents = toUnits(ours, 2) - toUnits(published, 2)
    return { what, ours, published, equal: cents === 0n, difference: cents * CENT }
  })
}

/** The same as texts, for JSON: sums to the cent, and what is smaller to 10^-12. */
export function wavesAsJson({ products, waves, totals, differing: found, published }) {
  const texts = (by) => Object.fromEntries(Object.entries(by).map(([name, value]) => [name, toText(value)]))
  const policyAsJson = ({ used, overshoot, printed, regret }) => texts({ used, overshoot, printed, regret })
  return {
    gapTimesQuantity: {
      ...products,
      largest: { ...products.largest, distance: toText(products.largest.distance, 12) },
      sum: toText(products.sum),
    },
    waves: waves.map(({ wave, needed, printedNeeded, policies }) => ({
      wave,
      ...texts({ needed, printedNeeded }),
      policies: Object.fromEntries(POLICIES.map((name) => [name, policyAsJson(policies[name])])),
    })),
    totals: { needed: toText(totals.needed), ...mapValues(totals, ['used', 'overshoot', 'absolute', 'regret'], texts) },
    differingFromPrintedColumns: found.map(({ wave, column, ours, printed }) => ({
      wave,
      column,
      ...texts({ ours, printed }),
    })),
    published: published.map(({ what, ours, published: theirs, equal, difference }) => ({
      what,
      ...texts({ ours, published: theirs, difference }),
      equal,
    })),
  }
}

function mapValues(from, keys, map) {
  return Object.fromEntries(keys.map((key) => [key, map(from[key])]))
}
