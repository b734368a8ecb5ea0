// Sends what nobody should send:  npm run fuzz [-- --inputs N --seed S --kind commands --game G --json]

import { parseArgs } from 'node:util'
import type { Report } from './finding.ts'
import { commandOf, gamesOf, KINDS, type Kind, play, upTo } from './kinds.ts'
import { watchdog } from './watchdog.ts'

const HELP = `npm run fuzz -- [--inputs N] [--seed S] [--kind K] [--game G] [--json]

Sends wrong arguments to every public method of an engine, changed files to loadScenario, damaged and lying folders to
openEngine, verifyFolder, the readers of journals and snapshots, and to ballast verify and inspect. Only a BallastError
may come out, and what is refused may change nothing.

  --inputs N   in all, 1,000,000 when left out
  --seed S     20251010 when left out
  --kind K     only ${KINDS.join(', ')}
  --game G     only this game of that kind: what a finding names
  --json       the result as JSON
  --help

Ends with 1 when there is a finding. Each is told once, with the first input and what repeats it. A game that takes two
minutes is taken for one without an end: that is told, and everything ends.`

const PROGRESS_MS = 10_000

function told(report: Report, seed: number): string {
  const { kind, inputs, accepted, refused, notes, findings } = report
  const list = (map: ReadonlyMap<string, number>) =>
    [...map]
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  const lines = [
    `${kind}: ${inputs} inputs, ${accepted} accepted, refused: ${list(refused) || 'none'}`,
    `  ${list(notes) || 'nothing else'}`,
  ]
  for (const { what, input, game, count } of findings.values()) {
    lines.push(`  FOUND ${count} times: ${what}`, `    ${input}`, `    ${commandOf(kind, seed, game)}`)
  }
  return lines.join('\n')
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '20251010' },
      kind: { type: 'string' },
      game: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return
  }
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)]
  if (!(inputs > 0) || !Number.isInteger(seed)) throw new Error('--inputs and --seed want whole numbers')
  const kinds = values.kind === undefined ? KINDS : KINDS.filter((kind) => kind === values.kind)
  if (kinds.length === 0) throw new Error(`--kind wants one of ${KINDS.join(', ')}, got ${values.kind}`)
  if (values.game !== undefined && values.kind === undefined) throw new Error('--game wants a --kind')
  const reports: Report[] = []
  for (const kind of kinds as readonly Kind[]) {
    let nextMs = performance.now() + PROGRESS_MS
    const games = values.game === undefined ? upTo(gamesOf(kind, inputs)) : [Number(values.game)]
    const dog = watchdog(commandOf(kind, seed, 'GAME'))
    dog.begin(Number(values.game ?? 0))
    const report = await play(kind, seed, games, ({ game, inputs: so, findings }) => {
      dog.begin(game + 1)
      if (performance.now() < nextMs) return
      nextMs = performance.now() + PROGRESS_MS
      console.error(`… ${kind}: game ${game}, ${so} inputs, ${findings.size} findings`)
    })
    await dog.end()
    reports.push(report)
    if (!values.json) console.log(told(report, seed))
  }
  if (values.json) {
    const shape = reports.map(({ kind, inputs: so, accepted, refused, notes, findings }) => {
      const maps = { refused: Object.fromEntries(refused), notes: Object.fromEntries(notes) }
      const found = [...findings.values()].map((each) => ({ ...each, repeat: commandOf(kind, seed, each.game) }))
      return { kind, inputs: so, accepted, ...maps, findings: found }
    })
    console.log(JSON.stringify({ seed, kinds: shape }, null, 2))
  }
  const found = reports.reduce((sum, { findings }) => sum + findings.size, 0)
  if (!values.json) console.log(found === 0 ? 'nothing found' : `${found} findings`)
  process.exitCode = found === 0 ? 0 : 1
}

await main()
