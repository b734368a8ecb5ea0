// The form of venue.json and generator.json, and what other forms are made of: which keys there are and of what type.
// What the values mean is judged in `venue.ts`. Numbers that are money, prices, sizes or rates are decimals in quotes,
// so that no float ever holds them.

import * as v from 'valibot'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { MAX_ID, MAX_MARKETS } from '../core/limits.ts'

export const decimal = v.string('a decimal in quotes, such as "0.5"')
export const name = v.pipe(v.string('a text in quotes'), v.nonEmpty('a text that is not empty'))

export function whole(least: number, most: number) {
  const form = `a whole number from ${least} to ${most}`
  return v.pipe(v.number(form), v.integer(form), v.minValue(least, form), v.maxValue(most, form))
}

/** One of these words. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  const quoted = words.map((word) => `"${word}"`)
  return v.picklist(words, `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`)
}

export const count = whole(0, Number.MAX_SAFE_INTEGER)
const account = whole(1, MAX_ID)
export const format = v.literal(1, '1, the version of the format that this program reads')
export const seed = v.pipe(
  v.string('a seed in quotes, such as "7"'),
  v.regex(/^[0-9]{1,19}$/, 'a seed of 1 to 19 digits in quotes, such as "7"'),
)

const sizes = {
  seed,
  accounts: whole(1, 16_000_000),
  positions: whole(0, 64_000_000),
  markets: whole(1, MAX_MARKETS),
}

export const tier = v.strictObject({ from: decimal, rate: decimal })

/** The order book of a simulation: so much at each distance from the mark, on both sides. */
const depth = v.strictObject({
  levels: v.pipe(
    v.array(v.strictObject({ distance: decimal, size: decimal }), 'a list of levels'),
    v.maxLength(64, 'a list of at most 64 levels'),
  ),
  refillMs: v.optional(count),
})

const market = v.strictObject({
  symbol: name,
  kind: v.picklist(['linear', 'inverse', 'quanto'], '"linear", "inverse" or "quanto"'),
  lotSize: decimal,
  tickSize: decimal,
  contractValue: v.optional(decimal),
  multiplierAtoms: v.optional(v.string('a whole number in quotes, such as "100"')),
  listingPrice: decimal,
  minMark: decimal,
  maxMark: decimal,
  maxPosition: v.optional(decimal),
  maxFunding: v.optional(decimal),
  tiers: v.array(tier, 'a list of tiers'),
  initialRate: decimal,
  pool: v.optional(name),
  takeoverLimit: v.optional(decimal),
  priceBand: v.optional(decimal),
  maxMarkAgeMs: v.optional(count),
  externalAccount: v.optional(account),
  depth: v.optional(depth),
})

const fall = { start: v.optional(decimal), stop: v.optional(decimal), windowMs: v.optional(count) }
const trigger = v.strictObject(
  {
    ...fall,
    per: v.optional(oneOf('pool', 'market')),
    pays: v.optional(oneOf('all', 'to-start')),
    leastBalance: v.optional(decimal),
  },
  '"depleted" or an object in braces',
)
const warning = v.strictObject({ ...fall, startBalance: v.optional(decimal), stopBalance: v.optional(decimal) })

export const round = v.strictObject({
  /** What a venue is said to do; whatever stands beside it goes before. */
  preset: v.optional(name),
  adl: v.optional(oneOf('auto', 'propose', 'off')),
  eligible: v.optional(oneOf('all', 'profitable', 'regardless')),
  adlFor: v.optional(oneOf('bankrupt', 'unfilled')),
  adlPrice: v.optional(oneOf('bankruptcy', 'mark', 'mark-until-fund-nearly-empty', 'blend', 'uniform')),
  blend: v.optional(v.strictObject({ bankruptcy: whole(0, 1_000_000), mark: whole(0, 1_000_000) })),
  nearlyEmpty: v.optional(decimal),
  stages: v.optional(v.array(oneOf('own-first', 'book', 'cross', 'insurance', 'adl'), 'a list of stages')),
  hedge: v.optional(
    v.strictObject({
      threshold: v.optional(decimal),
      who: v.optional(oneOf('marked', 'all')),
      mode: v.optional(oneOf('account', 'quantity', 'together')),
    }),
  ),
  trigger: v.optional(v.union([v.literal('depleted'), trigger], '"depleted" or an object in braces')),
  warning: v.optional(warning),
  socialise: v.optional(name),
  takeover: v.optional(v.picklist(['whole', 'partial'], '"whole" or "partial"')),
  maxSlippage: v.optional(decimal),
  buffer: v.optional(decimal),
  liquidationBudget: v.optional(decimal),
  roundBudget: v.optional(decimal),
  maxPasses: v.optional(whole(1, 10_000)),
})

const pool = v.strictObject({
  name,
  account: v.optional(account),
  floor: v.optional(decimal),
  cash: v.optional(decimal),
})

const venueSchema = v.strictObject(
  {
    format,
    atom: v.optional(decimal, '0.000001'),
    markets: v.pipe(
      v.array(market, 'a list of markets'),
      v.maxLength(MAX_MARKETS, `a list of at most ${MAX_MARKETS} markets`),
    ),
    pools: v.optional(v.array(pool, 'a list of pools'), []),
    policy: v.optional(name),
    round: v.optional(round),
    counts: v.optional(v.strictObject({ accounts: count, positions: count, marks: count })),
    capacity: v.optional(v.strictObject({ accounts: whole(1, MAX_ID), positions: whole(1, MAX_ID) })),
    generator: v.optional(v.strictObject(sizes)),
  },
  'an object in braces',
)

const sizesSchema = v.object(sizes, 'an object')
const generatorSchema = v.strictObject({ format, ...sizes }, 'an object in braces')

/** venue.json with its defaults filled in, still in decimals. */
export type VenueFile = v.InferOutput<typeof venueSchema>
export type MarketEntry = v.InferOutput<typeof market>
export type DepthEntry = v.InferOutput<typeof depth>
export type RoundEntry = v.InferOutput<typeof round>
export type HedgeEntry = NonNullable<RoundEntry['hedge']>
export type TriggerEntry = v.InferOutput<typeof trigger>
export type WarningEntry = v.InferOutput<typeof warning>
export type PoolEntry = v.InferOutput<typeof pool>

/** What a generated book is made from. */
export type GeneratorSizes = Omit<v.InferOutput<typeof generatorSchema>, 'format'>

/** @throws BallastError ERR_CONFIG naming the first field that is wrong, and what would be right */
export function checkVenueFile(value: unknown, file: string): VenueFile {
  return checkForm(venueSchema, value, file)
}

/** @throws BallastError ERR_CONFIG naming the first field that is wrong, and what would be right */
export function checkGeneratorFile(value: unknown, file: string): GeneratorSizes {
  const { seed, accounts, positions, markets } = checkForm(generatorSchema, value, file)
  return checkGeneratorSizes({ seed, accounts, positions, markets }, `${file}: `)
}

/** A copy of what a program asks for. @throws BallastError ERR_CONFIG naming the first field that is wrong */
export function ownGeneratorSizes(value: GeneratorSizes): GeneratorSizes {
  return checkGeneratorSizes(checkForm(sizesSchema, value, 'generator'))
}

/** Positions have to find room: one a market, and 128 a trader. */
export function checkGeneratorSizes(sizes: GeneratorSizes, place = ''): GeneratorSizes {
  const most = sizes.accounts * Math.min(sizes.markets, 128)
  if (sizes.positions <= most) return sizes
  const wish = `${sizes.accounts} accounts and ${sizes.markets} markets`
  const message = `positions is ${sizes.positions}, expected at most ${most} for ${wish}: one a market, 128 an account`
  throw new BallastError(ErrorCode.CONFIG, place + message)
}

/** The value as the schema has it. @throws BallastError ERR_CONFIG naming the first field that is wrong */
export function checkForm<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  throw new BallastError(ErrorCode.CONFIG, `${file}: ${describe(result.issues[0])}`)
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = pathOf(issue.path ?? [])
  const missing = issue.received === 'undefined'
  if (issue.type === 'strict_object' && issue.path !== undefined) {
    if (missing) return `${path} is missing`
    return `${path} is not a known key: remove it, or see docs/SCENARIO.md for the keys there are`
  }
  const what = path === '' ? 'the whole' : path
  return `${what} is ${issue.received}, expected ${issue.message}`
}

function pathOf(path: readonly { readonly key?: unknown }[]): string {
  return path.reduce((text, { key }) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')
}
