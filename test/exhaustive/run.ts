// Plays every small world, as far as the time goes:  npm run exhaustive [-- --seconds N --slice i/n --json]

import { parseArgs } from 'node:util'
import { LANES, type LaneReport, type Slice, searchLane } from './search.ts'

const HELP = `npm run exhaustive -- [--seconds N] [--slice i/n] [--json]

Plays small worlds (one to three traders, a pool, two markets, -2 to 2 lots) and all sequences of moves from them on an
engine and on the naive one, which have to agree on every state, event and refusal.

  --seconds N   how long, 600 when left out; lanes share it, what one leaves goes to the others
  --slice i/n   the i-th of n parts of the worlds, for several processes or machines
  --json        the result as JSON
  --help

Ends with 0 when all agree; else with 1, and prints the smallest part that it has: the world and the commands. Put that
into fixtures/seeds/exhaustive/<name>.json with a "why", and the tests play it first.`

const PROGRESS_MS = 10_000

function sliceOf(text: string): Slice {
  const [part, of] = text.split('/').map(Number)
  const isGood = Number.isInteger(part) && Number.isInteger(of) && part! >= 1 && part! <= of!
  if (!isGood) throw new Error(`--slice wants i/n with 1 ≤ i ≤ n, got ${text}`)
  return { part: part!, of: of! }
}

function lineOf({ traders, depth, all, tried, same, unfinished, visited }: LaneReport): string {
  const part =
    tried === all && unfinished === 0 ? 'all' : `${((100 * tried) / all).toFixed(tried < all / 100 ? 4 : 1)} %`
  const left = unfinished === 0 ? '' : `, ${unfinished} left unfinished`
  return [
    `${traders} traders, sequences of ${depth}: ${part} of ${all} worlds (${tried} tried, ${same} like another,`,
    `${visited.known} met before, ${visited.worlds} played whole${left}), ${visited.states} states,`,
    `${visited.transitions} transitions, ${visited.refused} commands refused, ${visited.rounds} rounds`,
  ].join(' ')
}

function main(): void {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '600' },
      slice: { type: 'string', default: '1/1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const seconds = Number(values.seconds)
  if (!(seconds > 0)) throw new Error(`--seconds wants a number above 0, got ${values.seconds}`)
  const slice = sliceOf(values.slice)
  const endMs = performance.now() + seconds * 1_000
  const reports = LANES.map((lane, index) => {
    const parts = LANES.slice(index).reduce((sum, each) => sum + each.parts, 0)
    const laneEndMs = performance.now() + ((endMs - performance.now()) * lane.parts) / parts
    let nextMs = performance.now() + PROGRESS_MS
    const report = searchLane(lane, slice, {
      worlds: Number.POSITIVE_INFINITY,
      isOver: () => performance.now() > laneEndMs,
      onWorld: (so) => {
        if (performance.now() < nextMs) return
        nextMs = performance.now() + PROGRESS_MS
        console.error(`… ${lineOf(so)}`)
      },
    })
    if (!values.json) console.log(lineOf(report))
    return report
  })
  const total = (what: 'states' | 'transitions' | 'rounds' | 'worlds') =>
    reports.reduce((sum, { visited }) => sum + visited[what], 0)
  const events = new Map<string, number>()
  for (const { visited } of reports) {
    for (const [type, count] of visited.events) events.set(type, (events.get(type) ?? 0) + count)
  }
  const whole = reports.filter(({ all, tried, unfinished }) => tried === all && unfinished === 0)
  const sums = { worlds: total('worlds'), states: total('states'), transitions: total('transitions') }
  if (values.json) {
    const lanes = reports.map(({ visited: { events: _, ...visited }, ...lane }) => ({ ...lane, ...visited }))
    const shape = { slice: values.slice, ...sums, rounds: total('rounds'), events: Object.fromEntries(events), lanes }
    console.log(JSON.stringify(shape, null, 2))
    return
  }
  const { worlds, states, transitions } = sums
  console.log(`${worlds} worlds, ${states} states, ${transitions} transitions, ${total('rounds')} rounds: all agree`)
  console.log(`rounds with: ${[...events].map(([type, count]) => `${type} ${count}`).join(', ')}`)
  const named = whole.map(({ traders, depth }) => `${traders} traders to depth ${depth}`)
  console.log(`whole${slice.of > 1 ? ` in slice ${values.slice}` : ''}: ${named.join(', ') || 'nothing'}`)
  console.log('not reached: the rest of the lanes above that are not "all"; more than 3 traders, 2 markets or 2 lots')
}

main()
