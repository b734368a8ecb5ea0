// Whether falls feed themselves, on grids made by hand.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { feedbackOf } from '../../src/stress/answers-feedback.ts'
import type { FedMarket } from '../../src/stress/fed-market.ts'
import { madeRun } from './made-runs.ts'

const fed = (symbol: string, amplificationPpm: number, by: number, recoverySteps: number | null): FedMarket => {
  const unwinds = Math.floor(by / 4)
  const sharesPpm = { shock: 1_000_000 - by, liquidations: by - unwinds, unwinds }
  return { symbol, amplificationPpm, sharesPpm, recoverySteps }
}

test('means over the seeds are rounded up, the worst names its market, and who does not come back is counted', () => {
  const runs = [
    madeRun({ seed: 1, adl: true, fed: fed('BTC', 1_200_000, 166_666, 3) }),
    madeRun({ seed: 2, adl: true, fed: fed('ETH', 1_500_001, 333_333, null) }),
    madeRun({ seed: 3, adl: false }),
  ]
  assert.equal(feedbackOf(runs), [
    {
      ...{ shock: 'uniform:-10%', policy: 'bitmex', fundAtoms: 1_000n, depthPpm: 1_000_000, seeds: 3 },
      // (1,200,000 + 1,500,001) / 2; of 166,666 a quarter is 41,666, of 333,333 it is 83,333.
      ...{ meanAmplificationPpm: 1_350_001, worstAmplificationPpm: 1_500_001, symbol: 'ETH' },
      ...{ meanByLiquidationsPpm: 187_500, meanByUnwindsPpm: 62_500 },
      ...{ meanPasses: 4, meanBrokenHedgeAtoms: 0n, notRecovered: 1 },
    },
  ])
})

test('where nothing moved, or marks had happened, there is nothing to say', () => {
  const run = madeRun({ family: 'path', sizePpm: 1_000_000, adl: true })
  const path = { ...run, outcome: { ...run.outcome, brokenHedgeAtoms: null } }
  const [found] = feedbackOf([path])
  assert.equal(
    [found!.meanAmplificationPpm, found!.symbol, found!.meanByLiquidationsPpm, found!.meanBrokenHedgeAtoms],
    [null, null, null, null],
  )
  assert.is(found!.notRecovered, 0)
})

test('another fund, policy, depth or shock is another row, in the order of the grid', () => {
  const runs = [madeRun({ adl: true }), madeRun({ adl: true, fundAtoms: 5n }), madeRun({ adl: true, policy: 'okx' })]
  assert.equal(
    feedbackOf(runs).map(({ policy, fundAtoms }) => [policy, fundAtoms]),
    [
      ['bitmex', 1_000n],
      ['bitmex', 5n],
      ['okx', 1_000n],
    ],
  )
})

test.run()
