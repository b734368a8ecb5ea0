// Whether something that came out of a file has the form of a proof. One form for every value, so that no other text
// stands for the same place: lower case, no leading zeros, no field that nothing is said about.

import { MAX_ID, MAX_MARKETS } from '../core/limits.ts'
import { PROOF_VERSION, type RankProof } from './rank-proof.ts'

/** What is wrong with a field, in a sentence that names it. */
export interface FormFault {
  readonly field: string
  readonly message: string
}

type Rule = readonly [expected: string, holds: (value: unknown) => boolean]

const MAX_UINT32 = 2 ** 32 - 1
const MAX_UINT64 = 2n ** 64n - 1n
/** A tree of 2^32 leaves has no longer one. */
const MOST_HASHES = 32
/** Of a score: far beyond those of any known policy, and read at once. */
const MOST_DIGITS = 10_000

const RULES: Readonly<Record<keyof RankProof, Rule>> = {
  version: [`${PROOF_VERSION}, the version that this program reads`, (value) => value === PROOF_VERSION],
  round: whole(1, Number.MAX_SAFE_INTEGER),
  pass: whole(1, MAX_UINT32),
  market: whole(0, MAX_MARKETS - 1),
  side: ['"long" or "short"', (value) => value === 'long' || value === 'short'],
  policy: ['a text in quotes', (value) => typeof value === 'string'],
  candidates: whole(1, MAX_UINT32),
  rank: whole(1, MAX_UINT32),
  account: whole(1, MAX_ID),
  group: whole(0, 3),
  sizeLots: ['a whole number of 64 bits in quotes', isUint64],
  notionalAtoms: ['a whole number of 64 bits in quotes', isUint64],
  score: ['{ "over": "…", "under": "…" } in whole numbers, "infinite", "last" or null', isScore],
  salt: ['64 hexadecimal digits in lower case', isHash],
  path: [`a list of at most ${MOST_HASHES} texts of 64 hexadecimal digits`, isPath],
  root: ['64 hexadecimal digits in lower case', isHash],
}

/** The first field that is wrong, missing or too many; null: there is none. */
export function faultOf(proof: unknown): FormFault | null {
  if (typeof proof !== 'object' || proof === null || Array.isArray(proof)) {
    return { field: 'proof', message: `the proof is ${kindOf(proof)}, expected an object in braces` }
  }
  const fields = new Map<string, unknown>(Object.entries(proof))
  for (const [field, [expected, holds]] of Object.entries(RULES)) {
    if (!fields.has(field)) return { field, message: `${field} is missing` }
    const value = fields.get(field)
    if (!holds(value)) return { field, message: `${field} is ${kindOf(value)}, expected ${expected}` }
  }
  for (const field of fields.keys()) {
    if (!Object.hasOwn(RULES, field)) return { field, message: `${field} is no field of a proof` }
  }
  return null
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

function whole(least: number, most: number): Rule {
  return [
    `a whole number from ${least} to ${most}`,
    (value) => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || Object.is(value, -0)) return false
      return value >= least && value <= most
    },
  ]
}

function isUint64(value: unknown): boolean {
  return typeof value === 'string' && /^(0|[1-9][0-9]{0,19})$/.test(value) && BigInt(value) <= MAX_UINT64
}

function isScore(value: unknown): boolean {
  if (value === null || value === 'infinite' || value === 'last') return true
  if (typeof value !== 'object' || Array.isArray(value)) return false
  const { over, under, ...rest } = { ...value } as { readonly over?: unknown; readonly under?: unknown }
  if (Object.keys(rest).length > 0 || typeof over !== 'string' || typeof under !== 'string') return false
  if (over.length > MOST_DIGITS || under.length > MOST_DIGITS) return false
  return /^(0|-?[1-9][0-9]*)$/.test(over) && /^[1-9][0-9]*$/.test(under)
}

function isPath(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MOST_HASHES && value.every(isHash)
}

/** Short, whatever it is. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return value.length > 80 ? `a text of ${value.length} characters` : `"${value}"`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
