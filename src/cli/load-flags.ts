// The flags of `ballast load`, each refused where it stands.

import { type Command, InvalidArgumentError } from 'commander'
import { BallastError } from '../core/errors.ts'
import type { KernelName } from '../kernel/kernel.ts'
import { checkGeneratorSizes, type GeneratorSizes } from '../scenario/venue-schema.ts'
import type { AccountLaw } from '../sim/trade-flow.ts'
import { wholeNumber } from './check.ts'
import type { LoadTerms } from './load-report.ts'

const MOST_RATE = 10_000_000
const MOST_RATES = 16

export interface LoadFlags {
  readonly accounts: number
  readonly positions: number
  readonly markets: number
  readonly seed: string
  readonly law: AccountLaw
  readonly threads: number
  readonly kernel: KernelName
  readonly rate: readonly number[]
  readonly seconds: number
  readonly roundEvery: number
  readonly json?: boolean
  readonly quiet?: boolean
}

/** '1000,10000': trades a second, one phase each. */
export function rateList(text: string): readonly number[] {
  const rates = text.split(',').map((part) => wholeNumber(part.trim()))
  if (rates.length > MOST_RATES) throw new InvalidArgumentError(`Expected at most ${MOST_RATES} rates.`)
  if (rates.some((rate) => rate < 1 || rate > MOST_RATE)) {
    throw new InvalidArgumentError(`Expected whole numbers, 1 to ${MOST_RATE}, with commas between them.`)
  }
  return rates
}

export function seedText(text: string): string {
  if (!/^[0-9]{1,19}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of 1 to 19 digits.')
  return text
}

export function termsOf(flags: LoadFlags, command: Command): LoadTerms {
  const { law, threads, kernel, rate: rates, seconds, roundEvery: roundEverySeconds } = flags
  return { sizes: sizesOf(flags, command), law, threads, kernel, rates, seconds, roundEverySeconds }
}

// More positions than there is room for is a mistake in the flags, not in a file.
function sizesOf({ seed, accounts, positions, markets }: LoadFlags, command: Command): GeneratorSizes {
  try {
    return checkGeneratorSizes({ seed, accounts, positions, markets })
  } catch (error) {
    if (!(error instanceof BallastError)) throw error
    return command.error(`error: ${error.message}`)
  }
}
