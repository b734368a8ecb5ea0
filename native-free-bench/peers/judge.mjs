// How far a contender's answer is from ours. Floats may put an account that stands on a line on either side of it, and
// two candidates with nearly the same score in either order: such a difference is marginal, any other is wrong. Values
// are computed here, exactly, from the book that everybody was given, so that our answer is not judged by our own.

import { FIRST_TRADER } from '../book.mjs'
import { differences } from '../contenders.mjs'
import { scoreOf } from './queue.mjs'

const PPM = 1_000_000n
const NEAR_SCORES = 1e-9

/** @param exact whether the contender computes in integers, so that nothing is excused */
export function compareCheck(book, ours, theirs, exact) {
  const differ = differences(stateById(ours), stateById(theirs))
  const marginal = exact ? 0 : differ.filter((id) => isMarginal(valueAccount(book, id - FIRST_TRADER))).length
  return { differ: differ.length, marginal, agrees: differ.length === marginal }
}

/** Counts the places that somebody else stands in. */
export function compareRank(queue, ours, theirs, exact) {
  const places = Math.max(ours.accounts.length, theirs.accounts.length)
  let differ = 0
  let marginal = 0
  for (let place = 0; place < places; place += 1) {
    const [our, their] = [ours.accounts[place], theirs.accounts[place]]
    if (our === their) continue
    differ += 1
    if (!exact && our !== undefined && their !== undefined && areNear(scoreOf(queue, our), scoreOf(queue, their))) {
      marginal += 1
    }
  }
  return { differ, marginal, agrees: differ === marginal }
}

function stateById({ ids, states }) {
  return new Map(ids.map((id, at) => [id, states[at]]))
}

/** Equity, maintenance and notional of an account, in BigInt. */
function valueAccount({ markets, offsets, market, lots, cash }, account) {
  let equityAtoms = BigInt(cash[account])
  let maintenanceAtomPpm = 0n
  let notionalAtoms = 0n
  for (let slot = offsets[account]; slot < offsets[account + 1]; slot += 1) {
    const { unit, tiers } = markets[market[slot]]
    const value = BigInt(lots[slot]) * BigInt(unit)
    const notional = value < 0n ? -value : value
    equityAtoms += value
    notionalAtoms += notional
    // Each rate applies to the part of the notional that lies within its tier.
    for (const [index, { floorUsd, ratePpm }] of tiers.entries()) {
      const above = notional - BigInt(floorUsd) * PPM
      if (above > 0n) maintenanceAtomPpm += above * BigInt(ratePpm - (tiers[index - 1]?.ratePpm ?? 0))
    }
  }
  return { equityAtoms, maintenanceAtomPpm, notionalAtoms }
}

/** Within a billionth of its notional from a line, as in margin.mjs. */
function isMarginal({ equityAtoms, maintenanceAtomPpm, notionalAtoms }) {
  const near = (gap) => gap * gap * 10n ** 18n <= (notionalAtoms * PPM) ** 2n
  return near(equityAtoms * PPM - maintenanceAtomPpm) || near(equityAtoms * PPM)
}

function areNear(one, other) {
  return Math.abs(one - other) <= NEAR_SCORES * Math.max(Math.abs(one), Math.abs(other))
}
