// The policies that have a name, and how a name says parameters: "risk-aware:power=3".

import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { aevo } from './aevo.ts'
import { aster } from './aster.ts'
import { binance } from './binance.ts'
import { bitmex } from './bitmex.ts'
import { bluefin } from './bluefin.ts'
import { bybit } from './bybit.ts'
import { cappedProRata } from './capped-pro-rata.ts'
import { delta } from './delta.ts'
import { dydx } from './dydx.ts'
import { ethereal } from './ethereal.ts'
import { ftx } from './ftx.ts'
import { hyperliquid } from './hyperliquid.ts'
import { leverageWaterFill } from './leverage-water-fill.ts'
import { minMax } from './min-max.ts'
import { okx } from './okx.ts'
import { isOurs } from './ours.ts'
import { partialTearUp } from './partial-tear-up.ts'
import type { Policy } from './policy.ts'
import { proRata, proRataEquity, proRataNotional, proRataProfit } from './pro-rata.ts'
import { riskAware } from './risk-aware.ts'
import { gainsHaircut, socialisedDrift, socialisedMango, socialisedParadex, socialisedVega } from './socialised.ts'
import { vector } from './vector.ts'

const NAMES = [
  ...(['bitmex', 'delta', 'binance', 'aster', 'bybit', 'okx', 'hyperliquid', 'aevo', 'bluefin', 'ethereal'] as const),
  ...(['dydx', 'ftx', 'pro-rata', 'pro-rata-notional', 'pro-rata-profit', 'pro-rata-equity'] as const),
  ...(['capped-pro-rata', 'risk-aware', 'leverage-water-fill', 'vector', 'min-max', 'partial-tear-up'] as const),
  ...(['socialised-drift', 'socialised-mango', 'socialised-vega', 'socialised-paradex', 'gains-haircut'] as const),
] as const

type PlainName = (typeof NAMES)[number]
type Parametric = 'ftx' | 'capped-pro-rata' | 'risk-aware'
export type PolicyName = PlainName | `${Parametric}:${string}`

const PLAIN: Record<PlainName, Policy> = {
  ...{ bitmex, delta, binance, aster, bybit, okx, hyperliquid, aevo, bluefin, ethereal, dydx, ftx: ftx(), vector },
  ...{ 'pro-rata': proRata, 'pro-rata-notional': proRataNotional, 'pro-rata-profit': proRataProfit },
  ...{ 'pro-rata-equity': proRataEquity, 'capped-pro-rata': cappedProRata(), 'risk-aware': riskAware() },
  ...{ 'leverage-water-fill': leverageWaterFill, 'min-max': minMax, 'partial-tear-up': partialTearUp },
  ...{ 'socialised-drift': socialisedDrift, 'socialised-mango': socialisedMango },
  ...{ 'socialised-vega': socialisedVega, 'socialised-paradex': socialisedParadex, 'gains-haircut': gainsHaircut },
}

/** In the order of the documents; those with parameters have their usual ones. */
export const knownPolicies: readonly Policy[] = NAMES.map((name) => PLAIN[name])

type Make = (value: number) => Policy

/** By name and parameter: how many millionths a unit has, and what is made. */
const PARAMETERS: Record<Parametric, Record<string, { readonly unit: number; readonly make: Make }>> = {
  ftx: { top: { unit: 1, make: (top) => ftx({ top }) } },
  'capped-pro-rata': { cap: { unit: 1_000_000, make: (capPpm) => cappedProRata({ capPpm }) } },
  'risk-aware': {
    power: { unit: 1, make: (power) => riskAware({ power }) },
    above: { unit: 1_000_000, make: (abovePpm) => riskAware({ abovePpm }) },
  },
}

/**
 * @param given a name, a name with a parameter ("ftx:top=20"), or a policy of the caller's own
 * @throws BallastError ERR_CONFIG for a name that there is not, or something that is no policy; ERR_RANGE
 */
export function policyOf(given: string | Policy): Policy {
  if (typeof given === 'object' && given !== null) return checkPolicy(given)
  const text = typeof given === 'string' ? given : ''
  const known = knownPolicies.find(({ name }) => name === text)
  if (known !== undefined) return known
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  if (colon >= 0 && Object.hasOwn(PARAMETERS, name)) return withParameter(name as Parametric, text.slice(colon + 1))
  const names = `${NAMES.join(', ')}; with a parameter ${examples().join(', ')}`
  throw new BallastError(ErrorCode.CONFIG, `policy is ${shown(given)}, expected one of ${names}`)
}

function examples(): string[] {
  return Object.entries(PARAMETERS).flatMap(([name, keys]) => Object.keys(keys).map((key) => `${name}:${key}=…`))
}

function withParameter(name: Parametric, text: string): Policy {
  const [, key = '', number = ''] = /^([a-z]+)=([0-9]{1,9}(?:\.[0-9]{1,6})?)$/.exec(text) ?? []
  const parameters = PARAMETERS[name]
  if (!Object.hasOwn(parameters, key)) {
    const wanted = Object.keys(parameters).map((each) => `${name}:${each}=…`)
    const message = `policy is ${shown(`${name}:${text}`)}, expected ${wanted.join(' or ')} with a number`
    throw new BallastError(ErrorCode.CONFIG, message)
  }
  const { unit, make } = parameters[key]!
  return make(inUnits(number, unit))
}

// Decimals in whole units without a float in between; a number that is not whole there is refused by the policy.
function inUnits(text: string, unit: number): number {
  const [whole = '0', part = ''] = text.split('.')
  if (unit === 1) return Number(text)
  return Number(BigInt(whole) * BigInt(unit) + BigInt(part.padEnd(6, '0')))
}

function checkPolicy(policy: Policy): Policy {
  const { name, fixed } = policy
  const decisions = ['score', 'order', 'allocate', 'share'] as const
  const decides = decisions.filter(
    (key) => typeof (policy as unknown as Partial<Record<string, unknown>>)[key] === 'function',
  )
  if (typeof name === 'string' && isTaken(policy, name)) {
    throw new BallastError(ErrorCode.CONFIG, `a policy is named ${name} already, expected a name of its own`)
  }
  demand(typeof name === 'string' && name !== '' && decides.length === 1, ErrorCode.CONFIG, () => {
    return `a policy has a name, and one function: ${decisions.join(', ')}`
  })
  if (fixed !== undefined) checkFixed(name, fixed)
  return policy
}

function checkFixed(name: string, fixed: Policy['fixed']): void {
  demandObject(fixed, `fixed of policy ${name}`)
  const { adlPrice = 'mark', eligible = 'regardless' } = fixed
  demand(adlPrice === 'mark' && eligible === 'regardless', ErrorCode.CONFIG, () => {
    const given = `adlPrice ${shown(adlPrice)} and eligible ${shown(eligible)}`
    return `policy ${name} fixes ${given}, expected "mark" and "regardless", or that they are left out`
  })
}

/** What our own functions have made, with whatever parameter, may go by our names; nothing else may. */
function isTaken(policy: Policy, name: string): boolean {
  if (knownPolicies.includes(policy)) return false
  if (knownPolicies.some((known) => known.name === name)) return !isOurs(policy)
  const isParametric = Object.keys(PARAMETERS).some((each) => name.startsWith(`${each}:`))
  return isParametric && !isOurs(policy)
}
