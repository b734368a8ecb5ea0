// Socialised loss in four forms: nobody is deleveraged. What a bankrupt account leaves is closed at the mark, and what
// it then owes is shared. All of them are made at once, by transfers between accounts, each with at most what it is
// worth; traders that held nothing when the round opened pay nothing (I5).

import { divCeil, min } from '../fixed/rounding.ts'
import { fillWater, sum } from '../fixed/shares.ts'
import type { LossPolicy, Payer } from './policy.ts'

/**
 * By lots of both sides, each payer's part rounded up until the loss is paid, by account id: the last one pays less.
 * The protocol charges ⌈loss / (|long| + |short|)⌉ a lot as funding and keeps what rounding collects too much; here
 * nothing is collected that is not owed. Source: drift-labs/protocol-v2, math/liquidation.rs.
 */
export const socialisedDrift: LossPolicy = {
  name: 'socialised-drift',
  share(debtAtoms, payers, most) {
    return roundUp(
      debtAtoms,
      payers.map(({ lots }) => lots),
      most,
    )
  },
}

/**
 * By lots of both sides, floor, then largest remainder: x = loss / open interest is added to the funding of the one and
 * taken from that of the other. That the account first settles, and the fund pays before, are stages 3 to 5 of the
 * round. Source: blockworks-foundation/mango-v4, perp_liq_negative_pnl_or_bankruptcy.rs.
 */
export const socialisedMango: LossPolicy = {
  name: 'socialised-mango',
  share(debtAtoms, payers, most) {
    return fillWater(
      debtAtoms,
      payers.map(({ lots }) => lots),
      most,
    )
  },
}

/**
 * By gain: winners are paid ⌊gain · collected / owed⌋, and the last of them has the remainder; so each pays the rest of
 * its gain, rounded up, and the last one what is missing. There a gain is that of one settlement; here it is what the
 * position has won. Nobody pays more than its gain; beyond that the loss stands as a deficit.
 * Source: vegaprotocol/vega, core/collateral/simple_distributor.go.
 */
export const socialisedVega: LossPolicy = {
  name: 'socialised-vega',
  capacity: gainsOf,
  share(debtAtoms, payers, most) {
    return roundUp(
      debtAtoms,
      payers.map(({ gainAtoms }) => gainAtoms),
      most,
    )
  },
}

/**
 * By what an account is worth: factor = shortfall / (all balances + shortfall). There each withdrawal pays it while the
 * shortfall lasts; here everybody with a position in the market pays at once, floor, then largest remainder. Source:
 * docs.paradex.trade/risk/socialized-losses.
 */
export const socialisedParadex: LossPolicy = {
  name: 'socialised-paradex',
  share(debtAtoms, payers, most) {
    return fillWater(
      debtAtoms,
      payers.map(({ equityAtoms }) => equityAtoms),
      most,
    )
  },
}

/**
 * Variation margin gains haircutting of clearing houses: by gain, floor, then largest remainder, never more than the
 * gain. Source: ISDA, "CCP Loss Allocation at the End of the Waterfall" (2013): gains since the default.
 */
export const gainsHaircut: LossPolicy = {
  name: 'gains-haircut',
  capacity: gainsOf,
  share(debtAtoms, payers, most) {
    return fillWater(
      debtAtoms,
      payers.map(({ gainAtoms }) => gainAtoms),
      most,
    )
  },
}

function gainsOf(payers: readonly Payer[]): readonly bigint[] {
  return payers.map(({ gainAtoms, equityAtoms }) => min(gainAtoms, equityAtoms))
}

// Who is filled up pays all it can; of the rest each pays its share rounded up, by account id, until all is paid.
function roundUp(debtAtoms: bigint, weights: readonly bigint[], most: readonly bigint[]): readonly bigint[] {
  const parts = most.map(() => 0n)
  let open = weights.map((_, index) => index)
  let shared = debtAtoms
  let total = sum(weights)
  // Whoever is filled up leaves more to the others, which may fill up some of them.
  for (let before = -1; before !== open.length; ) {
    before = open.length
    const full = new Set(open.filter((index) => shared * weights[index]! >= most[index]! * total))
    for (const index of full) {
      parts[index] = most[index]!
      shared -= most[index]!
      total -= weights[index]!
    }
    open = open.filter((index) => !full.has(index))
  }
  let left = shared
  for (const index of open) {
    parts[index] = min(left, divCeil(shared * weights[index]!, total))
    left -= parts[index]!
  }
  return parts
}
