// Spearman's rho of scores against the order in which accounts were closed. Scores are compared exactly, as fractions
// of whole numbers; rho itself is a float, as it decides nothing.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { distUrl } from './dist.mjs'
import { candidateOf, priceAbove, selectRows, TERMS } from './paper-events.mjs'
import { PUBLISHED_CORRELATIONS } from './paper-published.mjs'

/** Ten-thousandths above the fill price that a mark is looked for in, and by which steps. */
const MOST_ABOVE = 300
const STEP_ABOVE = 25

const guarded = (over, under) => (under <= 0n ? 'infinite' : { over, under })
const PLAIN = [
  {
    key: 'index',
    name: 'published index',
    score: (c) => guarded(c.notionalAtoms ** 2n, c.entryValueAtoms * c.equityAtoms),
  },
  { key: 'leverage', name: 'leverage', score: (c) => guarded(c.notionalAtoms, c.equityAtoms) },
  { key: 'profit/equity', name: 'uPnL / equity', score: (c) => guarded(c.profitAtoms, c.equityAtoms) },
  { key: 'PnL% × leverage', name: 'PnL% × leverage', score: returnTimesLeverage },
]

function returnTimesLeverage({ profitAtoms, notionalAtoms, entryValueAtoms, equityAtoms }) {
  return guarded(profitAtoms * notionalAtoms, entryValueAtoms * equityAtoms)
}

/** The score policies of the built output, or why there are none. */
export async function loadPolicies() {
  const url = distUrl('index.js')
  if (!existsSync(fileURLToPath(url))) return { policies: [], note: 'the project is not built: plain scores only' }
  try {
    const { knownPolicies } = await import(url)
    const policies = knownPolicies.filter((policy) => 'score' in policy)
    return { policies, note: `score policies of the built project: ${policies.map(({ name }) => name).join(', ')}` }
  } catch (error) {
    return { policies: [], note: `the built project cannot be loaded, plain scores only: ${error.message}` }
  }
}

export function correlate(events, policies) {
  return Object.entries(PUBLISHED_CORRELATIONS).map(([coin, published]) => {
    const { selections, ...about } = selectRows(events, coin)
    const measured = selections.map(({ name, basis, rows }) => ({
      ...{ name, count: rows.length },
      accounts: measureRows(rows, basis, policies),
    }))
    const { fittedAbove, rows } = tableOf(
      measured,
      published,
      policies.map(({ name }) => name),
    )
    const counts = measured.map(({ name, count }) => ({ name, count, equal: count === published.count }))
    return { ...about, publishedCount: published.count, counts, fittedAbove, rows }
  })
}

function measureRows(rows, basis, policies) {
  const candidates = rows.map((row, index) => candidateOf(row, index + 1, row.price, basis))
  const fitted = fitMark(rows, basis)
  return {
    plain: PLAIN.map(({ score }) => rhoOf(candidates, score)),
    fitted,
    policies: policies.map((policy) => rhoOf(candidates, (candidate) => policy.score(candidate, TERMS))),
  }
}

function fitMark(rows, basis) {
  let best = { rho: null, above: null }
  for (let above = 0; above <= MOST_ABOVE; above += STEP_ABOVE) {
    const candidates = rows.map((row, index) => candidateOf(row, index + 1, priceAbove(row, above), basis))
    const { rho } = rhoOf(candidates, returnTimesLeverage)
    if (rho !== null && (best.rho === null || rho > best.rho)) best = { rho, above }
  }
  return best
}

/** @param candidates in the order in which they were closed: 1 is perfect agreement, who has most goes first */
export function rhoOf(candidates, score) {
  let scores
  try {
    scores = candidates.map(score)
  } catch (error) {
    return { rho: null, error: error.message }
  }
  const observed = candidates.map((_, index) => index + 1)
  return { rho: pearson(observed, ranksOf(scores)) }
}

/** From 1 for the highest; equal scores have the mean of the ranks they take up. */
export function ranksOf(scores) {
  const order = scores.map((_, index) => index).sort((a, b) => compare(scores[b], scores[a]))
  const ranks = new Array(scores.length)
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && compare(scores[order[from]], scores[order[to]]) === 0) to += 1
    for (const index of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2
  }
  return ranks
}

function compare(a, b) {
  if (typeof a === 'string' || typeof b === 'string') return standing(a) - standing(b)
  const difference = a.over * b.under - b.over * a.under
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function standing(score) {
  return score === 'infinite' ? 2 : score === 'last' ? 0 : 1
}

/** null where one side does not vary, or there are fewer than three. */
function pearson(a, b) {
  const middle = (a.length + 1) / 2
  const dot = (x, y) => x.reduce((total, value, index) => total + (value - middle) * (y[index] - middle), 0)
  const spread = Math.sqrt(dot(a, a) * dot(b, b))
  return a.length < 3 || spread === 0 ? null : dot(a, b) / spread
}

/** Scores as rows, selections as columns. */
function tableOf(measured, published, policyNames) {
  const row = (name, key, pick, policy) => {
    const stated = key === undefined ? null : published.rho[key]
    const cells = measured.map(({ name: selection, accounts }) => {
      const { rho, error } = pick(accounts)
      const difference = stated === null || rho === null ? null : rho - stated
      // Published to three places: nothing finer can be told apart.
      const equal = difference === null ? null : Math.round(rho * 1000) === Math.round(stated * 1000)
      return { selection, rho, difference, equal, ...(error === undefined ? {} : { error }) }
    })
    return { score: name, policy, published: stated, cells }
  }
  const plain = PLAIN.map(({ key, name }, index) => row(name, key, ({ plain: all }) => all[index], false))
  const fitted = row('PnL% × leverage at the fitted mark', 'fitted', (all) => all.fitted, false)
  const own = policyNames.map((name, index) => row(name, undefined, ({ policies }) => policies[index], true))
  return {
    fittedAbove: measured.map(({ name, accounts }) => ({ selection: name, tenThousandths: accounts.fitted.above })),
    rows: [...plain, fitted, ...own],
  }
}
