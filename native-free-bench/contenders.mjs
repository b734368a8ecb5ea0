// The four ways to do one margin check, each written as well as its data allow.

import { FIRST_TRADER } from './book.mjs'

const AT_RISK = 1
const BANKRUPT = 2

/** Plain objects with floats: the loop of a first version. Returns the flagged as objects, as such a version would. */
export function checkObjects({ accounts, markets }) {
  const flagged = []
  for (const account of accounts) {
    let equity = account.cash
    let maintenance = 0
    for (const position of account.positions) {
      const { mark, tiers } = markets[position.market]
      const value = position.size * mark
      const notional = Math.abs(value)
      let tier = tiers[0]
      for (let index = 1; index < tiers.length && tiers[index].floor <= notional; index += 1) tier = tiers[index]
      equity += value
      maintenance += notional * tier.rate - tier.deduction
    }
    if (equity < maintenance || equity < 0) {
      flagged.push({ id: account.id, state: equity < 0 ? BANKRUPT : AT_RISK })
    }
  }
  return flagged
}

/** Float64 columns: no object is touched. Returns how many are flagged; they stand in two columns. */
export function checkColumns(book) {
  const { offsets, market, size, cash, mark, tierStart, tierFloor, tierRate, tierDeduction } = book
  const { flaggedIds, flaggedStates } = book
  const accounts = cash.length
  let count = 0
  let slot = 0
  for (let account = 0; account < accounts; account += 1) {
    let equity = cash[account]
    let maintenance = 0
    const end = offsets[account + 1]
    for (; slot < end; slot += 1) {
      const id = market[slot]
      const value = size[slot] * mark[id]
      const notional = Math.abs(value)
      const last = tierStart[id + 1] - 1
      let tier = tierStart[id]
      while (tier < last && tierFloor[tier + 1] <= notional) tier += 1
      equity += value
      maintenance += notional * tierRate[tier] - tierDeduction[tier]
    }
    if (equity < maintenance || equity < 0) {
      flaggedIds[count] = FIRST_TRADER + account
      flaggedStates[count] = equity < 0 ? BANKRUPT : AT_RISK
      count += 1
    }
  }
  return count
}

/** Every contender's answer as one map from id to state, to be compared. */
export const answers = {
  engine: ({ ids, states, count }) => new Map(Array.from({ length: count }, (_, at) => [ids[at], states[at]])),
  objects: (flagged) => new Map(flagged.map(({ id, state }) => [id, state])),
  columns: ({ flaggedIds, flaggedStates }, count) =>
    new Map(Array.from({ length: count }, (_, at) => [flaggedIds[at], flaggedStates[at]])),
}

/** Ids on which two answers differ. */
export function differences(one, other) {
  const differ = []
  for (const [id, state] of one) if (other.get(id) !== state) differ.push(id)
  for (const id of other.keys()) if (!one.has(id)) differ.push(id)
  return differ
}
