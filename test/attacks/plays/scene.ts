// The scene in which attacks are played under every policy. Mark 100, then 80; shorts win 2,000 atoms a lot, longs lose
// as much. Maintenance 1 %, initial margin 10 %, nothing in the pool: who stands opposite to the bankrupt pays it all.
//
//   LOSER   long 60 with 60,000: bankrupt by 60,000, so a lot of it costs 1,000
//   HEAD    short 100 with 190,000, the attacker's: a leverage of 2.05, head of the queue wherever leverage or profit
//           on what was put in decides
//   RIVAL   short 100 with 200,000: a leverage of 2, next in the queue
//   CROWD   ten of them, short 10 with 30,000 each: a leverage of 1.6
//   WHALE   long with a million: who wins against the crowd has to be somebody

import { isOrderPolicy, type OrderPolicy, type Policy } from '../../../src/policies/policy.ts'
import { play, type Setting, type Stage } from '../stage.ts'

export const [WHALE, RIVAL, HEAD, LOSER, CROWD] = [1001, 1002, 1003, 1004, 1010]
/** Ids of the accounts that a split opens, of many small bankrupt ones, and of whoever comes last. */
export const [PARTS, LOSERS, SPARE] = [1100, 1300, 1900]

/** Nobody can link the two, except where a play lets one owner have both. */
export const [ATTACKER, ACCOMPLICE] = [1, 2]
export const [STRANGER, RIVALS, WHALES, CROWDS] = [3, 4, 5, 100]

export const TEN = Array.from({ length: 10 }, (_, index) => index)

/** Lots and what is put in. */
export type Seat = readonly [lots: bigint, atoms: bigint]

export interface Cast {
  /** The attacker's shorts: HEAD first, the others newer than everybody else. */
  readonly heads?: readonly Seat[]
  /** Who goes bankrupt: LOSER alone, or many. */
  readonly losers?: readonly Seat[]
  readonly loserOwner?: number
  /** Who owns the attacker's shorts but HEAD. */
  readonly partOwner?: number
}

const WHOLE: readonly Seat[] = [[100n, 190_000n]]
const ONE: readonly Seat[] = [[60n, 60_000n]]

/** Everybody sits down at a mark of 100; ids ascend. */
export function seat(stage: Stage, cast: Cast = {}): void {
  const { heads = WHOLE, losers = ONE, loserOwner = STRANGER, partOwner = ATTACKER } = cast
  const isCrowd = losers.length > 1
  stage.open(WHALE, WHALES, 1_000_000n)
  stage.open(RIVAL, RIVALS, 200_000n)
  stage.open(HEAD, ATTACKER, heads[0]![1])
  if (!isCrowd) stage.open(LOSER, loserOwner, losers[0]![1])
  for (const index of TEN) stage.open(CROWD + index, CROWDS + index, 30_000n)
  for (const [index, [, atoms]] of heads.slice(1).entries()) stage.open(PARTS + index, partOwner, atoms)
  if (isCrowd) for (const [index, [, atoms]] of losers.entries()) stage.open(LOSERS + index, loserOwner, atoms)

  for (const [index, [lots]] of losers.entries()) stage.trade(isCrowd ? LOSERS + index : LOSER, WHALE, lots, 100n)
  for (const [index, [lots]] of heads.entries()) {
    stage.trade(WHALE, index === 0 ? HEAD : PARTS + index - 1, lots, 100n)
  }
  stage.trade(WHALE, RIVAL, 100n, 100n)
  for (const index of TEN) stage.trade(WHALE, CROWD + index, 10n, 100n)
}

export function fall(stage: Stage): void {
  stage.mark([0, 80n])
}

export type Act = (stage: Stage) => void

export interface Scene {
  readonly setting?: Setting
  /** What the attacker has beside the accounts of ATTACKER and ACCOMPLICE. */
  readonly beside?: readonly number[]
}

/** What the attacker has earned in the end, an accomplice included, on both kernels. */
export function earnings(policy: Policy, act: Act, scene: Scene = {}): bigint {
  return isOrderPolicy(policy) ? meanOfDraws(policy, act, scene) : earningsOf(policy, act, scene)
}

function earningsOf(policy: Policy, act: Act, { setting = {}, beside = [] }: Scene): bigint {
  let atoms = 0n
  play({ fundAtoms: 0n, ...setting, round: { ...setting.round, policy } }, (stage) => {
    act(stage)
    atoms = stage.earnedBy(ATTACKER) + stage.earnedBy(ACCOMPLICE) + stage.earned(...beside)
  })
  return atoms
}

// The draw follows from the number of commands before the round, so an attack that takes one more would be compared
// with another draw. The mean over all places that can be drawn is what it earns whoever is drawn; to the nearest atom.
function meanOfDraws(policy: OrderPolicy, act: Act, scene: Scene): bigint {
  earningsOf(policy, act, scene)
  let [places, sum] = [1, 0n]
  for (let place = 0; place < places; place += 1) {
    const drawn: OrderPolicy = {
      ...policy,
      name: `from place ${place}`,
      order(candidates, terms) {
        places = Math.max(places, candidates.length)
        return policy.order(candidates, { ...terms, seed: BigInt(place) })
      },
    }
    sum += earningsOf(drawn, act, scene)
  }
  const half = BigInt(places) / 2n
  return (sum + (sum < 0n ? -half : half)) / BigInt(places)
}

export interface Twins extends Scene {
  /** The same accounts and marks without the attack. */
  readonly honest: Act
  readonly attack: Act
}

/** What an attack earns more than its honest twin. */
export function gain(policy: Policy, { honest, attack, ...scene }: Twins): bigint {
  return earnings(policy, attack, scene) - earnings(policy, honest, scene)
}
