import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { absoluteUnit } from '../../src/book/markets.ts'
import { ReplayTally } from '../../src/cli/replay-tally.ts'
import { abs } from '../../src/fixed/rounding.ts'
import { fundFigure, lackedAtoms, payersFigure, takersFigure } from '../../src/page/loss-figures.ts'
import { TAKERS } from '../../src/page/run-record.ts'
import { openScenario } from '../../src/scenario/load.ts'
import { type ReplayTick, replay } from '../../src/scenario/replay.ts'
import { crash, generated, type PlayedRun, played } from './played.ts'

const DOLLAR = 1_000_000n

/** The last value of a figure's column is the sum of those above it. */
function assertTotal(figure: ReturnType<typeof payersFigure>): void {
  const values = figure.columns[1]!.values.map((value) => BigInt(value ?? 0))
  const sum = values.slice(0, -1).reduce((all, value) => all + value, 0n)
  assert.is(values.at(-1), sum, figure.id)
}

function assertAddsUp({ run, ticks }: PlayedRun): void {
  for (const figure of [payersFigure(run), fundFigure(run), takersFigure(run)]) assertTotal(figure)
  const { losses, fund, deficitRowAtoms } = run
  assert.is(losses.deficitAtoms, deficitRowAtoms)
  assert.is(losses.takeoverAtoms + losses.drawnAtoms, fund.fellAtoms)
  const reported = (of: (tick: ReplayTick) => bigint) => ticks.reduce((sum, tick) => sum + of(tick), 0n)
  assert.is(
    losses.adlAtoms,
    reported(({ report }) => report.adl.lossAtoms),
  )
  assert.is(
    losses.socialisedAtoms,
    reported(({ report }) => report.socialisedAtoms),
  )
  assert.is(
    losses.takeoverAtoms + losses.drawnAtoms,
    reported(({ report }) => report.insurance.drawnAtoms),
  )
}

test('deleveraged traders pay what the bankrupt account lacks, to the atom', async () => {
  const found = await played(crash())
  assert.equal([lackedAtoms(found.run.losses), found.run.losses.adlAtoms], [300n * DOLLAR, 300n * DOLLAR])
  assert.equal(found.run.deleveraged.map(({ account, fills, whole }) => [account, fills, whole]).sort(), [
    [2, 1, 1],
    [3, 1, 1],
    [4, 1, 1],
  ])
  assert.equal([found.run.called, found.run.rounds, found.run.series.length], [1, 3, 4])
  assertAddsUp(found)
})

const PAYERS: [string, object, object][] = [
  ['the fund takes the position over', { pools: [{ name: 'main', cash: '1000' }] }, { takeoverAtoms: 300n * DOLLAR }],
  [
    'the fund pays what it has, and the rest is the deficit',
    { round: { adlPrice: 'mark', socialise: 'none' } },
    { drawnAtoms: 100n * DOLLAR, deficitAtoms: 200n * DOLLAR },
  ],
  [
    'the fund pays what it has, and the rest is socialised',
    { round: { adlPrice: 'mark', socialise: 'socialised-mango' } },
    { drawnAtoms: 100n * DOLLAR, socialisedAtoms: 200n * DOLLAR },
  ],
]
for (const [title, venue, paid] of PAYERS) {
  test(`who pays, exactly: ${title}`, async () => {
    const found = await played(crash(venue))
    const nobody = { ownAtoms: 0n, takeoverAtoms: 0n, drawnAtoms: 0n, adlAtoms: 0n }
    assert.equal(found.run.losses, { ...nobody, socialisedAtoms: 0n, deficitAtoms: 0n, ...paid })
    assertAddsUp(found)
  })
}

test('an account at risk that nobody fills is deleveraged at the mark: nothing is lacking', async () => {
  const found = await played(crash({ round: { adlFor: 'unfilled' } }))
  assert.is(found.run.closed.adl.count, 3)
  assert.is(lackedAtoms(found.run.losses), 0n)
  assertAddsUp(found)
})

test('another account of the same owner pays before anybody else', async () => {
  const found = await played(crash({}, 'BTC', 'id,owner,collateral\n1,1,900\n2,1,1000\n3,3,60000\n4,4,600\n'))
  // A quarter of the two BTC that lack 300 stands against it.
  assert.equal([found.run.losses.ownAtoms, found.run.losses.adlAtoms], [75n * DOLLAR, 225n * DOLLAR])
  assertAddsUp(found)
})

test('what is counted for the page is what the printed report counts', async () => {
  for (const seed of ['1', '9', '44']) {
    const folder = generated(seed, 2_000)
    const found = await played(folder)
    const tally = new ReplayTally()
    await replay(await openScenario(folder), {
      onReady: (engine) => tally.begin(engine),
      onEvent: (event) => tally.event(event),
      onTick: (tick) => tally.tick(tick),
    })
    const { closed, deleveraged } = found.run
    assert.ok(tally.liquidations.count > 0, `seed ${seed} closes nothing`)
    assert.equal([closed.book, closed.pools, closed.adl], [tally.takers.book, tally.takers.pools, tally.takers.adl])
    assert.is(deleveraged.length, tally.deleveraged.size)
    assertAddsUp(found)
  }
})

test('rounds, passes and markets are the same sums, cut another way', async () => {
  const { run } = await played(generated('9', 2_000), { mostRows: 3, mostEvents: 20 })
  assert.ok(run.series.length <= 4 && run.roundsPerRow > 1)
  for (const taker of TAKERS) {
    const { notionalAtoms, count } = run.closed[taker]
    const sum = (parts: readonly bigint[]) => parts.reduce((all, part) => all + part, 0n)
    assert.is(sum(run.series.map((row) => row.closedAtoms[taker])), notionalAtoms)
    assert.is(sum(run.passes.map((by) => by[taker].notionalAtoms)), notionalAtoms)
    assert.is(sum(run.markets.map(({ closed }) => closed[taker].notionalAtoms)), notionalAtoms)
    assert.is(sum(run.passes.map((by) => BigInt(by[taker].count))), BigInt(count))
  }
})

test('prices and fund of the last row are those of the engine, the first row is from before any mark', async () => {
  const { engine, run } = await played(crash())
  assert.equal([...run.series.at(-1)!.markTicks], [engine.market(0).markTicks])
  assert.is(run.series.at(-1)!.fundAtoms, run.fund.afterAtoms)
  assert.equal([run.series[0]!.timeMs, run.series[0]!.markTicks[0]], [null, 100_000n])
})

test('every move of lots weighs what it is worth at the mark', async () => {
  const { engine, events, run } = await played(crash())
  const fills = events.filter((event) => event.type === 'adl-fill')
  const worth = fills.reduce((sum, { lots, market }) => sum + abs(lots) * absoluteUnit(engine.book, market), 0n)
  assert.is(run.closed.adl.notionalAtoms, worth)
})

test.run()
