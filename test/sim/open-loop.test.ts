import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LoopHost, openLoop, type Sender } from '../../src/sim/open-loop.ts'
import { SEND_TRADE, type SendKind, SendSchedule } from '../../src/sim/send-schedule.ts'

/** A look at the clock takes this long, so that waiting ends. */
const LOOK_NS = 1_000
const TRADE_NS = 5_000
const RATE_HZ = 10_000
const GAP_NS = 100_000
const MS_NS = 1_000_000

interface Stage {
  /** The trade of this number takes so much longer. */
  readonly stalls?: Readonly<Record<number, number>>
  readonly limitNs?: number
  /** Pauses after which the loop is to end. */
  readonly pauses?: number
}

/** Plays a second of trades against a clock that moves when something is done. */
async function play({ stalls = {}, limitNs = Number.MAX_VALUE, pauses = Number.MAX_VALUE }: Stage) {
  let nowNs = 42
  const ns = new Float64Array(1)
  const trades: number[] = []
  const order: string[] = []
  const pausedAtNs: number[] = []
  let count = 0
  const sender: Sender = {
    prepare: (kind: SendKind) => kind === SEND_TRADE && order.push('prepare'),
    carryOut(kind) {
      if (kind !== SEND_TRADE) return
      order.push('carry out')
      nowNs += TRADE_NS + (stalls[count] ?? 0)
      count += 1
    },
    record: (kind, latencyNs) => kind === SEND_TRADE && trades.push(latencyNs),
  }
  const host: LoopHost = {
    clock: {
      ns,
      look() {
        nowNs += LOOK_NS
        ns[0] = nowNs
      },
    },
    async pause(passedNs) {
      pausedAtNs.push(passedNs)
      return pausedAtNs.length >= pauses
    },
    limitNs,
  }
  const schedule = new SendSchedule({ rateHz: RATE_HZ, seconds: 1, roundEverySeconds: 1 })
  const end = await openLoop(schedule, sender, host)
  return { end, trades, order, pausedAtNs }
}

test('without a stall everything is sent in its time', async () => {
  const { end, trades, order } = await play({})
  assert.is(end.why, 'done')
  assert.is(trades.length, RATE_HZ)
  assert.is(end.sent, RATE_HZ + 12)
  assert.ok(end.tookNs > 999 * MS_NS && end.tookNs < 1_001 * MS_NS, String(end.tookNs))
  // Its own time, a few looks at the clock, and at most one of the other kinds at the same moment.
  for (const latencyNs of trades) assert.ok(latencyNs >= TRADE_NS && latencyNs < TRADE_NS + 10 * LOOK_NS)
  for (const [index, what] of order.entries()) assert.is(what, index % 2 === 0 ? 'prepare' : 'carry out')
})

test('a stall is in the latency of everything that waited for it, and falls by a gap with every command', async () => {
  const [at, stallNs] = [1_000, 20 * MS_NS]
  const { end, trades } = await play({ stalls: { [at]: stallNs } })
  assert.is(end.why, 'done')
  assert.is(trades.length, RATE_HZ)
  const late = trades.filter((latencyNs) => latencyNs > GAP_NS)
  // Those planned within the stall, and those planned while the loop caught up.
  const catchUp = GAP_NS / (GAP_NS - TRADE_NS - 5 * LOOK_NS)
  assert.ok(late.length >= stallNs / GAP_NS - 1, `${late.length} were late`)
  assert.ok(late.length <= (catchUp * stallNs) / GAP_NS + 2, `${late.length} were late`)
  assert.equal(trades.slice(at, at + late.length), late)
  assert.ok(trades[at]! >= stallNs)
  for (let index = 1; index < late.length; index += 1) {
    const fellNs = late[index - 1]! - late[index]!
    assert.ok(fellNs > GAP_NS - TRADE_NS - 10 * LOOK_NS && fellNs < GAP_NS, `${fellNs} at ${index}`)
  }
  assert.ok(trades[at + late.length]! < GAP_NS)
})

test('other work has its turn all the time, in gaps between commands', async () => {
  const { pausedAtNs } = await play({})
  // A slice is twenty milliseconds and a little; nothing makes it wait for the longest one here.
  assert.ok(pausedAtNs.length > 40 && pausedAtNs.length <= 50, `${pausedAtNs.length} pauses`)
})

test('other work has its turn while the loop is late, too', async () => {
  const stalls = Object.fromEntries(Array.from({ length: RATE_HZ }, (_, index) => [index, 2 * GAP_NS]))
  const { end, pausedAtNs } = await play({ stalls })
  assert.is(end.why, 'done')
  assert.ok(end.tookNs > 2_000 * MS_NS)
  for (let index = 1; index < pausedAtNs.length; index += 1) {
    assert.ok(pausedAtNs[index]! - pausedAtNs[index - 1]! < 251 * MS_NS)
  }
  assert.ok(pausedAtNs.length >= 8)
})

test('who is hopelessly late gives up, and says so', async () => {
  const stalls = Object.fromEntries(Array.from({ length: RATE_HZ }, (_, index) => [index, 10 * GAP_NS]))
  const { end, trades } = await play({ stalls, limitNs: 3_000 * MS_NS })
  assert.is(end.why, 'behind')
  assert.ok(trades.length > 2_000 && trades.length < 4_000, `${trades.length} were sent`)
  assert.ok(end.tookNs >= 3_000 * MS_NS && end.tookNs < 3_300 * MS_NS)
})

test('a pause can end it, with what was sent until then', async () => {
  const { end, trades } = await play({ pauses: 3 })
  assert.is(end.why, 'stopped')
  assert.ok(trades.length > 500 && trades.length < 700, `${trades.length} were sent`)
})

test.run()
