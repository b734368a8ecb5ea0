// What a caller says of a grid, judged and made complete.

import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { checkWhole, MAX_CASH_ATOMS } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { type PolicyName, policyOf } from '../policies/known.ts'
import { cellName, cellsOf, type GridShock, type GridTerms } from './grid-types.ts'

export const DEFAULT_GRID: GridTerms = {
  shocks: [-50_000, -100_000, -200_000, -300_000].map((sizePpm) => ({ family: 'uniform', symbol: null, sizePpm })),
  policies: ['bitmex'],
  funds: [null],
  depthsPpm: [1_000_000],
  seeds: [0],
  spreadPpm: 200_000,
  depthNoisePpm: 300_000,
  steps: 1,
  maxSteps: 64,
  stepMs: 1_000,
  unwindPpm: 0,
  atMs: null,
  keptAccounts: 100,
}

const MOST_RUNS = 1_000_000
const MOST_SIZES = 1_000

/** @throws BallastError ERR_CONFIG, ERR_RANGE naming what is wrong */
export function gridTerms(given: Partial<GridTerms>): GridTerms {
  const terms = { ...DEFAULT_GRID, ...given }
  for (const shock of terms.shocks) checkShock(shock)
  const policies = terms.policies.map((name) => policyOf(name).name as PolicyName)
  for (const atoms of terms.funds) {
    demand(atoms === null || (atoms >= 0n && atoms <= MAX_CASH_ATOMS), ErrorCode.RANGE, () => {
      return `a fund of ${shown(atoms)} atoms, expected 0 to ${MAX_CASH_ATOMS}`
    })
  }
  for (const depth of terms.depthsPpm) checkWhole(depth, 0, 100_000_000, 'a depth, in ppm,')
  for (const seed of terms.seeds) checkWhole(seed, 0, 0xffff_ffff, 'a seed')
  checkWhole(terms.spreadPpm, 0, 1_000_000, 'spreadPpm')
  checkWhole(terms.depthNoisePpm, 0, 1_000_000, 'depthNoisePpm')
  checkWhole(terms.steps, 1, 100_000, 'steps')
  checkWhole(terms.maxSteps, 1, 100_000, 'maxSteps')
  checkWhole(terms.stepMs, 1, 1_000_000_000, 'stepMs')
  checkWhole(terms.unwindPpm, 0, 1_000_000, 'unwindPpm')
  checkWhole(terms.keptAccounts, 0, 1_000_000, 'keptAccounts')
  demand(terms.maxSteps >= terms.steps, ErrorCode.RANGE, () => {
    return `maxSteps is ${terms.maxSteps}, fewer than the ${terms.steps} steps over which a shock comes`
  })
  checkRuns({ ...terms, policies })
  return { ...terms, policies }
}

function checkRuns(terms: GridTerms): void {
  const { shocks, policies, funds, depthsPpm, seeds } = terms
  const count = [shocks, policies, funds, depthsPpm, seeds].reduce((product, list) => product * list.length, 1)
  demand(count >= 1 && count <= MOST_RUNS, ErrorCode.RANGE, () => {
    return `a grid of ${count} runs, expected 1 to ${MOST_RUNS}`
  })
  const names = new Set<string>()
  for (const cell of cellsOf(terms)) {
    const name = cellName(cell)
    demand(!names.has(name), ErrorCode.DUPLICATE, () => `the run "${name}" stands twice in the grid`)
    names.add(name)
  }
}

function checkShock({ family, symbol, sizePpm }: GridShock): void {
  const least = family === 'path' ? 0 : -999_999
  checkWhole(sizePpm, least, 10_000_000, `the size of the shock ${symbol ?? family}, in ppm,`)
}

/**
 * Shocks as a command line says them, with commas between: "uniform:-20%", "betas:-5%..-40%/8" (eight sizes, evenly
 * apart), "BTC-PERP:-30%", "lead=BTC-PERP:-30%", "path" (as it was), "path:150%".
 *
 * @throws BallastError ERR_CONFIG
 */
export function parseShocks(text: string): GridShock[] {
  return text.split(',').flatMap((part) => parseShock(part.trim()))
}

function parseShock(text: string): GridShock[] {
  const cut = text.lastIndexOf(':')
  if (text === 'path') return [{ family: 'path', symbol: null, sizePpm: 1_000_000 }]
  const [who, sizes] = [text.slice(0, cut), text.slice(cut + 1)]
  if (cut <= 0 || sizes === '') throw wrongShock(text)
  const shape = shapeOf(who)
  if (shape.symbol === '') throw wrongShock(text)
  return sizesOf(sizes, text).map((sizePpm) => ({ ...shape, sizePpm }))
}

function shapeOf(who: string): Pick<GridShock, 'family' | 'symbol'> {
  if (who === 'uniform' || who === 'betas' || who === 'path') return { family: who, symbol: null }
  if (who.startsWith('lead=')) return { family: 'lead', symbol: who.slice('lead='.length) }
  return { family: 'market', symbol: who.startsWith('market=') ? who.slice('market='.length) : who }
}

function sizesOf(text: string, whole: string): number[] {
  const range = /^(.+)\.\.(.+)\/(\d{1,4})$/.exec(text)
  if (range === null) return [parsePercent(text) ?? fail(whole)]
  const from = parsePercent(range[1]!) ?? fail(whole)
  const to = parsePercent(range[2]!) ?? fail(whole)
  const count = Number(range[3])
  if (count < 2 || count > MOST_SIZES || Math.abs(to - from) < count - 1) throw wrongShock(whole)
  return Array.from({ length: count }, (_, index) => from + Math.round(((to - from) * index) / (count - 1)))
}

function fail(text: string): never {
  throw wrongShock(text)
}

function wrongShock(text: string): BallastError {
  const forms = 'uniform:-20%, betas:-5%..-40%/8, SYMBOL:-30%, lead=SYMBOL:-30%, path or path:150%'
  return new BallastError(ErrorCode.CONFIG, `shock ${shown(text)}, expected one of the forms ${forms}`)
}

/** "-12.5%" → −125,000 ppm; null for any other text. Four places at most: a millionth is the smallest step. */
export function parsePercent(text: string): number | null {
  const found = /^([+-]?)(\d{1,6})(?:\.(\d{1,4}))?%$/.exec(text)
  if (found === null) return null
  const size = Number(found[2]) * 10_000 + Number((found[3] ?? '').padEnd(4, '0'))
  return found[1] === '-' && size > 0 ? -size : size
}
