// How rounds are played, by the number of a world: first every policy under the usual rules, then everything mixed.

import { Chance } from '../oracles/chance.ts'
import { ADL_PRICES, LOSS_NAMES, RULE_NAMES } from '../oracles/round/random-rules.ts'
import { IN_ORDER } from '../oracles/round/round.ts'
import type { RuleName } from '../oracles/round/rules.ts'
import type { Options, StageName } from '../oracles/round/world.ts'

/** Few enough that worlds of the same rules meet the same states. */
const KINDS = 4 * RULE_NAMES.length

const USUAL: Options = {
  ...{ eligible: 'all', adlPrice: 'bankruptcy', socialise: 'per-open-interest', takeover: 'whole', adl: 'auto' },
  ...{ adlFor: 'bankrupt', blend: { bankruptcy: 2, mark: 1 }, nearlyEmptyAtoms: 0n, stages: IN_ORDER },
  ...{ maxSlippagePpm: 20_000n, bufferAtoms: 0n, liquidationBudgetAtoms: null, roundBudgetAtoms: null },
  ...{ maxPasses: 64, haltOnDeficit: false },
}

/** @param word any whole number */
export function settingsOf(word: number): { readonly policy: RuleName; readonly options: Options } {
  const kind = word % KINDS
  const policy = RULE_NAMES[kind % RULE_NAMES.length]!
  if (kind < RULE_NAMES.length) return { policy, options: USUAL }
  const chance = new Chance(kind)
  const stages = chance.once(3) ? shuffled(chance) : IN_ORDER
  const isKnown = stages.indexOf('book') < stages.indexOf('adl')
  return {
    policy,
    options: {
      ...{ eligible: chance.pick(['all', 'all', 'profitable', 'regardless']), adlPrice: chance.pick(ADL_PRICES) },
      socialise: chance.pick(['per-open-interest', 'per-open-interest', 'none', ...LOSS_NAMES]),
      ...{ takeover: chance.pick(['whole', 'partial']), adl: chance.once(12) ? 'off' : 'auto', stages },
      adlFor: isKnown && chance.once(3) ? 'unfilled' : 'bankrupt',
      blend: chance.pick([2, 0, 1, 3].map((bankruptcy) => ({ bankruptcy, mark: bankruptcy === 3 ? 0 : 1 }))),
      ...{
        nearlyEmptyAtoms: chance.pick([0n, 0n, 400n]),
        maxSlippagePpm: chance.pick([0n, 5_000n, 20_000n, 300_000n]),
      },
      ...{ bufferAtoms: chance.pick([0n, 0n, 17n]), liquidationBudgetAtoms: chance.pick([null, null, 0n, 300n]) },
      ...{ roundBudgetAtoms: chance.pick([null, null, 0n, 500n]), maxPasses: 64, haltOnDeficit: chance.once(4) },
    },
  }
}

function shuffled(chance: Chance): StageName[] {
  const left = [...IN_ORDER]
  return IN_ORDER.map(() => left.splice(chance.below(left.length), 1)[0]!)
}
