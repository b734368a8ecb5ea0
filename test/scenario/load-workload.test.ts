import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TradeBatch } from '../../src/engine/trade-batch.ts'
import type { KernelName } from '../../src/kernel/kernel.ts'
import { openGenerator } from '../../src/scenario/generator.ts'
import { loadSource } from '../../src/scenario/load.ts'
import { deepBooks } from '../../src/scenario/load-depth.ts'
import { LoadWorkload } from '../../src/scenario/load-workload.ts'
import type { GeneratorSizes } from '../../src/scenario/venue-schema.ts'
import { FLOW_LAG } from '../../src/sim/trade-flow.ts'

const SIZES: GeneratorSizes = { seed: '7', accounts: 2_000, positions: 6_000, markets: 20 }

const told = ({ buyers, sellers, markets, lots, priceTicks }: TradeBatch, index: number) => {
  return [buyers[index], sellers[index], markets[index], lots[index], priceTicks[index]]
}

async function bookOf(kernel: KernelName = 'fast', sizes = SIZES) {
  const source = openGenerator(sizes)
  const { engine } = await loadSource(source, { kernel, atMs: 0 })
  return { engine, liquidity: deepBooks(source.venue), workload: new LoadWorkload(sizes, 'mixed') }
}

test('the commands of a seed are the same on every machine', () => {
  const workload = new LoadWorkload(SIZES, 'mixed')
  const trades = Array.from({ length: 4 }, () => {
    workload.nextTrade()
    return told(workload.trade, 0)
  })
  assert.equal(trades, [
    [1170, 1781, 0, 4n, 1_133_994n],
    [2566, 1898, 5, 3n, 188_009n],
    [2252, 2754, 4, 3n, 112_491n],
    [2611, 1502, 6, 2n, 226_796n],
  ])
  workload.nextMarks(5)
  workload.nextCrash(6)
  assert.is(workload.marks.timeMs, 6)
  assert.equal([...workload.marks.priceTicks.subarray(0, 4)], [997_920n, 382_542n, 188_388n, 247_976n])
  workload.nextTrade()
  assert.equal(told(workload.trade, 0), [1792, 2252, 0, 1n, 997_910n])
})

test('a batch has the same trades as one after the other', () => {
  const [single, whole] = [new LoadWorkload(SIZES, 'mixed'), new LoadWorkload(SIZES, 'mixed')]
  const batch = new TradeBatch(700)
  whole.fill(batch)
  assert.is(batch.count, 700)
  for (let index = 0; index < batch.count; index += 1) {
    single.nextTrade()
    assert.equal(told(single.trade, 0), told(batch, index))
  }
})

test('the book keeps its size under trades, and nobody is refused', async () => {
  const { engine, workload } = await bookOf('fast', SIZES)
  const before = engine.book.positionCount
  const batch = new TradeBatch(1_000)
  for (let count = 0; count < 50; count += 1) {
    workload.fill(batch)
    assert.is(engine.applyTrades(batch), batch.count)
    assert.ok(engine.book.positionCount <= before + 2 * FLOW_LAG + 2)
    assert.ok(engine.book.positionCount >= before - 2 * FLOW_LAG - 2)
  }
  assert.equal(engine.audit().findings, [])
})

test('crashes lead to rounds of ADL, and to the same book on both kernels', async () => {
  const hashes: string[] = []
  let fills = 0
  for (const kernel of ['fast', 'reference'] as const) {
    const { engine, workload, liquidity } = await bookOf(kernel, { ...SIZES, accounts: 6_000, positions: 18_000 })
    for (const pool of [1, 2]) engine.holdPool(pool, true)
    for (let step = 1; step <= 6; step += 1) {
      workload.nextMarks(step * 1000)
      engine.applyMarks(workload.marks)
      for (let count = 0; count < 200; count += 1) {
        workload.nextTrade()
        engine.applyTrades(workload.trade)
      }
      workload.nextCrash(step * 1000 + 500)
      engine.applyMarks(workload.marks)
      fills += engine.runRound({ liquidity }).adl.fills
    }
    assert.equal(engine.audit().findings, [])
    hashes.push(engine.stateHash())
  }
  assert.is(hashes[0], hashes[1])
  assert.ok(fills > 10, `${fills} fills`)
})

test.run()
