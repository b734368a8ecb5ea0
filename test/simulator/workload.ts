// What happens to a venue: commands of all kinds for the state that it is in, some of them to be refused.

import { knownPolicies } from '../../src/policies/known.ts'
import { isLossPolicy } from '../../src/policies/policy.ts'
import type { Chance } from '../oracles/chance.ts'
import { makeCommand } from '../oracles/command-maker.ts'
import type { Command } from '../oracles/command-play.ts'
import { makeEngineCommand } from '../oracles/engine-maker.ts'
import type { NaiveDepth, NaiveEngine } from '../oracles/naive-engine.ts'

export type Step =
  | { readonly kind: 'command'; readonly command: Command }
  /** Step by step, as a venue with an order book of its own plays it. */
  | { readonly kind: 'round'; readonly depths: readonly NaiveDepth[]; readonly isDisturbed: boolean }
  /** Commands that come while a check is under way. */
  | { readonly kind: 'check'; readonly facts: readonly Command[]; readonly isAborted: boolean }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'audit' }

/** Of the makers for books without rounds: those whose amounts leave a venue what it is. */
const ODD_COMMANDS = new Set([
  ...['trades', 'preTrade', 'withdrawable', 'configureMarket', 'openAccount', 'closeAccount', 'listMarket'],
  ...['setReserved', 'funding', 'payFunding', 'trade', 'withdraw', 'transfer', 'marks'],
])

/** What may come while a check is under way, and waits for its end. */
const FACTS = new Set([
  ...['trade', 'trades', 'marks', 'deposit', 'payFunding', 'funding', 'setReserved', 'setExempt', 'setProtected'],
  ...['holdPool', 'haltMarket', 'resumeMarket', 'openAccount', 'advanceTime'],
])

/** @param isProposed the last command was a round, which may have left a proposal */
export function nextStep(naive: NaiveEngine, chance: Chance, isProposed: boolean, isWild: boolean): Step {
  const kind = chance.below(100)
  if (kind < 2) return { kind: 'snapshot' }
  if (kind < 4) return { kind: 'time', ms: chance.pick([1, 30, 200]) }
  if (kind < 5) return { kind: 'audit' }
  if (kind < 8) return { kind: 'check', facts: factsFor(naive, chance), isAborted: chance.once(3) }
  if (isWild && chance.once(12)) return { kind: 'command', command: ['configureRound', wildOptions(chance)] }
  const command = kind < 13 ? roundFor(naive, chance) : commandFor(naive, chance, isProposed)
  if (command[0] !== 'stepRound') return { kind: 'command', command }
  return { kind: 'round', depths: command[1] as NaiveDepth[], isDisturbed: isWild && chance.once(2) }
}

function commandFor(naive: NaiveEngine, chance: Chance, isProposed: boolean): Command {
  const kind = chance.below(100)
  if (kind < 5) return timeJump(naive, chance)
  if (kind < 8) return depositsFor(naive, chance)
  if (kind < 20) return oddCommand(naive, chance)
  return makeEngineCommand(naive, chance, isProposed)
}

// They are long, so that crashes fall into them.
function roundFor(naive: NaiveEngine, chance: Chance): Command {
  let command = makeEngineCommand(naive, chance, false)
  while (command[0] !== 'round') command = makeEngineCommand(naive, chance, false)
  return ['stepRound', command[1]]
}

// Far ahead, or back, which is refused.
function timeJump({ timeMs }: NaiveEngine, chance: Chance): Command {
  const to = chance.pick([timeMs, timeMs + 1, timeMs + 60_000, timeMs + 86_400_000, timeMs - 1, -1, timeMs + 0.5])
  return ['advanceTime', chance.once(30) ? Number.NaN : to]
}

function depositsFor(naive: NaiveEngine, chance: Chance): Command {
  const ids = Array.from({ length: chance.below(5) }, () => chance.pick([...naive.accounts.keys()]))
  const accounts = chance.once(9) ? [...ids, 999_999] : ids
  const atoms = accounts.map(() => (chance.once(15) ? chance.pick([0n, -5n]) : chance.between(1n, 200_000n)))
  return ['deposits', { accounts, atoms: chance.once(15) ? [...atoms, 1n] : atoms }]
}

function oddCommand(naive: NaiveEngine, chance: Chance): Command {
  let command = makeCommand(naive, chance)
  while (!ODD_COMMANDS.has(command[0])) command = makeCommand(naive, chance)
  return command
}

function factsFor(naive: NaiveEngine, chance: Chance): Command[] {
  return Array.from({ length: chance.below(5) }, () => {
    let command = commandFor(naive, chance, false)
    // One that needs an answer is refused meanwhile.
    while (!FACTS.has(command[0]) && !chance.once(8)) command = commandFor(naive, chance, false)
    return command[0] === 'stepRound' ? (['openRound'] as const) : command
  })
}

const LOSS_POLICIES = knownPolicies.filter(isLossPolicy).map(({ name }) => name)
const POLICIES = knownPolicies.filter((policy) => !isLossPolicy(policy)).map(({ name }) => name)

// What the plain engine does not know.
function wildOptions(chance: Chance): object {
  const trigger = {
    ...{ startPpm: chance.pick([10_000, 300_000]), stopPpm: 5_000, windowMs: chance.pick([600, 60_000, 28_800_000]) },
    ...{ per: chance.pick(['pool', 'market']), pays: chance.pick(['all', 'to-start']), leastBalanceAtoms: 100n },
  }
  return {
    policy: chance.pick(POLICIES),
    adl: chance.pick(['auto', 'auto', 'propose', 'off']),
    adlFor: chance.pick(['bankrupt', 'unfilled']),
    eligible: chance.pick(['all', 'profitable', 'regardless']),
    adlPrice: chance.pick(['bankruptcy', 'mark', 'mark-until-fund-nearly-empty', 'blend', 'uniform']),
    nearlyEmptyAtoms: chance.pick([0n, 50_000n]),
    socialise: chance.pick(['per-open-interest', 'none', chance.pick(LOSS_POLICIES)]),
    takeover: chance.pick(['whole', 'partial']),
    hedge: chance.pick([
      null,
      null,
      { thresholdPpm: 50_000, who: chance.pick(['marked', 'all']) },
      { mode: 'together' },
    ]),
    trigger: chance.once(2) ? 'depleted' : trigger,
    warning: chance.once(2) ? null : { windowMs: chance.pick([600, 60_000]), startPpm: 20_000, stopPpm: 10_000 },
    maxPasses: chance.pick([64, 64, 2]),
  }
}
