import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/index.ts'
import { checkTerms } from '../../src/stress/check-terms.ts'
import type { LoopTerms } from '../../src/stress/loop-types.ts'
import { smallVenue } from './small-venue.ts'

const { book } = smallVenue({ symbols: ['A', 'B'], markTicks: 1_000n, ratePpm: 10_000, cash: {}, positions: [] })
const SHOCK = { markets: [{ market: 0, movePpm: -1 }] }
const IMPACT = { volatilityPpm: 1, volumeLots: 1n }
const LEVEL = { distancePpm: 1, lots: 1n }

const WRONG: [terms: unknown, code: string, what: RegExp][] = [
  [null, 'ERR_CONFIG', /terms of a loop is null/],
  [{ shock: SHOCK }, 'ERR_CONFIG', /model is undefined/],
  [{ shock: { markets: 3 }, model: { markets: [] } }, 'ERR_CONFIG', /shock\.markets is/],
  [{ shock: { markets: [null] }, model: { markets: [] } }, 'ERR_CONFIG', /shock\.markets\[0\]/],
  [{ shock: { markets: [{ market: 2, movePpm: 1 }] }, model: { markets: [] } }, 'ERR_UNKNOWN_MARKET', /2/],
  [{ shock: { markets: [{ market: 0, movePpm: -1_000_000 }] }, model: { markets: [] } }, 'ERR_RANGE', /\[0\]\.movePpm/],
  [{ shock: { ...SHOCK, steps: 0 }, model: { markets: [] } }, 'ERR_RANGE', /shock\.steps is 0/],
  [{ shock: { ...SHOCK, spread: 1 }, model: { markets: [] } }, 'ERR_CONFIG', /shock\.spread is 1/],
  [{ shock: SHOCK, model: { markets: [] }, stepMs: 0.5 }, 'ERR_RANGE', /stepMs is 0\.5/],
  [{ shock: SHOCK, model: { markets: [] }, maxSteps: 100_001 }, 'ERR_RANGE', /maxSteps/],
  [{ shock: SHOCK, model: { markets: [] }, unwindPpm: -1 }, 'ERR_RANGE', /unwindPpm is -1/],
  [{ shock: SHOCK, model: { markets: [] }, recoveryPpm: 1_000_001 }, 'ERR_RANGE', /recoveryPpm/],
  [{ shock: SHOCK, model: { markets: [] }, onStep: 3 }, 'ERR_CONFIG', /onStep is 3/],
]
const MODELS: [model: unknown, code: string, what: RegExp][] = [
  [{ betaPpm: 0.5 }, 'ERR_RANGE', /betaPpm/],
  [{ leadPpm: Number.NaN }, 'ERR_RANGE', /leadPpm/],
  [{ weightPpm: 1_000_001 }, 'ERR_RANGE', /weightPpm/],
  [{ ladder: 5 }, 'ERR_CONFIG', /ladder is 5/],
  [{ ladder: { levels: {} } }, 'ERR_CONFIG', /levels is/],
  [{ ladder: { levels: [LEVEL, LEVEL] } }, 'ERR_CONFIG', /levels\[1\]\.distancePpm is 1, expected more than 1/],
  [{ ladder: { levels: [{ ...LEVEL, lots: -1n }] } }, 'ERR_RANGE', /levels\[0\]\.lots is -1/],
  [{ ladder: { levels: [{ ...LEVEL, lots: 1 }] } }, 'ERR_RANGE', /levels\[0\]\.lots is 1/],
  [{ ladder: { levels: [LEVEL], refillMs: 1, halfLifeMs: 1 } }, 'ERR_CONFIG', /keep one of them/],
  [{ ladder: { levels: [LEVEL] }, impact: { ...IMPACT, temporaryPpm: 1 } }, 'ERR_CONFIG', /pay twice/],
  [{ impact: { ...IMPACT, law: 'cube' } }, 'ERR_CONFIG', /law is "cube"/],
  [{ impact: { ...IMPACT, volumeLots: 0n } }, 'ERR_RANGE', /volumeLots is 0/],
  [{ impact: { ...IMPACT, volatilityPpm: -1 } }, 'ERR_RANGE', /volatilityPpm/],
  [{ impact: { ...IMPACT, permanentPpm: 0.1 } }, 'ERR_RANGE', /permanentPpm/],
  [{ impact: { ...IMPACT, halfLifeMs: -1 } }, 'ERR_RANGE', /halfLifeMs/],
]

function refused(terms: unknown, code: string, what: RegExp): void {
  assert.throws(
    () => checkTerms(book, terms as LoopTerms),
    (error: unknown) => error instanceof BallastError && error.code === code && what.test(error.message),
    `${what}`,
  )
}

test('what does not fit is refused with its field', () => {
  for (const [terms, code, what] of WRONG) refused(terms, code, what)
  for (const [model, code, what] of MODELS) {
    refused({ shock: SHOCK, model: { markets: [{ market: 1, ...(model as object) }] } }, code, what)
  }
})

test('a market stands there once', () => {
  const shock = { markets: [...SHOCK.markets, ...SHOCK.markets] }
  refused({ shock, model: { markets: [] } }, 'ERR_DUPLICATE', /shock\.markets\[1\] is market 0/)
  refused({ shock: SHOCK, model: { markets: [{ market: 1 }, { market: 1 }] } }, 'ERR_DUPLICATE', /model\.markets\[1\]/)
})

test('what is left out has its default, and what was given may change afterwards', () => {
  const levels = [{ ...LEVEL }]
  const given = { shock: SHOCK, model: { markets: [{ market: 1, ladder: { levels } }] } }
  const terms = checkTerms(book, given)
  levels[0]!.lots = 9n
  const { shockSteps, spread, stepMs, maxSteps, unwindPpm, recoveryPpm, onStep, models } = terms
  assert.equal([shockSteps, spread, stepMs, maxSteps, unwindPpm, recoveryPpm], [1, false, 1_000, 256, 0, 1_000])
  assert.is(onStep, null)
  assert.equal(models.get(1), {
    ...{ market: 1, impact: null, betaPpm: 0, leadPpm: 0, weightPpm: 1_000_000 },
    ladder: { levels: [LEVEL], refillMs: null, halfLifeMs: null },
  })
})

test.run()
