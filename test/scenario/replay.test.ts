import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RoundEvent } from '../../src/engine/round-events.ts'
import { openScenario } from '../../src/scenario/load.ts'
import { type ReplayTick, replay } from '../../src/scenario/replay.ts'
import { folderOf, json, SMALL } from './folders.ts'

const generated = () =>
  openScenario(
    folderOf({ 'generator.json': json({ format: 1, seed: '5', accounts: 3_000, positions: 9_000, markets: 12 }) }),
  )

test('every batch of marks is played with a round, and the book ends without the bankrupt position', async () => {
  const ticks: ReplayTick[] = []
  const types: string[] = []
  const { engine, ticks: count } = await replay(await openScenario(folderOf(SMALL)), {
    onReady: (ready) => ready.onEvent((event: RoundEvent) => types.push(event.type)),
    onTick: (tick) => ticks.push(tick),
  })
  // At 49,700 account 1 is worth 200 and needs 248.5: at risk; at 49,400 it is worth -100 and account 2 takes the loss.
  assert.is(count, 3)
  assert.equal(
    ticks.map(({ timeMs, flagged, report }) => [timeMs, flagged, report.adl.fills]),
    [
      [1000, 0, 0],
      [2000, 1, 0],
      [3000, 1, 1],
    ],
  )
  assert.equal(engine.account(1).positions, [])
  assert.is(engine.account(2).equityAtoms, 10_500_000_000n)
  assert.is(types.filter((type) => type === 'adl-fill').length, 1)
  assert.equal(engine.audit().findings, [])
})

test('both kernels play a scenario to the same hash and the same reports', async () => {
  const play = async (kernel: 'fast' | 'reference') => {
    const reports: unknown[] = []
    const { engine } = await replay(await generated(), { kernel, onTick: ({ report }) => reports.push(report) })
    assert.equal(engine.audit().findings, [])
    return { hash: engine.stateHash(), reports }
  }
  const [fast, reference] = [await play('fast'), await play('reference')]
  assert.equal(fast, reference)
})

test('a policy given by the caller goes before that of the venue', async () => {
  const policies = new Set<string>()
  await replay(await generated(), {
    policy: 'pro-rata',
    onReady: (engine) => {
      engine.onEvent((event) => {
        if (event.type === 'round-opened') policies.add(event.policy)
      })
    },
  })
  assert.equal([...policies], ['pro-rata'])
})

test('a signal ends the replay between two batches', async () => {
  const controller = new AbortController()
  let seen = 0
  const source = await openScenario(folderOf(SMALL))
  const stopped = await replay(source, {
    signal: controller.signal,
    onTick: () => {
      seen += 1
      controller.abort(new Error('enough'))
    },
  }).catch((reason) => reason)
  assert.equal([stopped.message, seen], ['enough', 1])
})

test.run()
