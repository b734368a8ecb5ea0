// Holds the rules of the house against the files, so that neither drifts: docs/ARCHITECTURE.md has the same table.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const home = dirname(dirname(fileURLToPath(import.meta.url)))

// An import goes to a lower level, or stays in its folder; rooms of one level do not know each other.
// scenario/ stands above the engine, because it reads a folder into one.
const LEVELS: Record<string, number> = {
  core: 0,
  fixed: 1,
  memory: 1,
  book: 2,
  policies: 3,
  kernel: 3,
  stages: 4,
  shards: 5,
  journal: 5,
  report: 7,
  audit: 7,
  sim: 5,
  proof: 5,
  engine: 6,
  scenario: 7,
  sinks: 7,
  server: 7,
  cluster: 7,
  page: 7,
  stress: 8,
  cli: 9,
}

const TOP = [
  ...['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md', 'docs', 'package-lock.json'],
  ...['src', 'native-free-bench', 'test', 'fixtures', 'package.json', 'tsconfig.json'],
]
const NOT_OURS = ['node_modules', 'dist', 'coverage']

const MAX_LINES = 300
const MAX_COLUMNS = 120
const GENERATED = ['src/kernel/fast-module.ts']

/** Files of src without a test of their own name, each with the reason. */
const NO_MIRROR: Record<string, string> = {
  'stress/grid-lanes.ts': 'threads play in grid.test.ts',
  'stress/grid-model.ts': 'met through grid.test.ts',
  'stress/grid-moves.ts': 'met through position-risk.test.ts: against the engine at every mark',
  'stress/grid-refine.ts': 'met through grid.test.ts and answers.test.ts',
  'stress/grid-stage.ts': 'met through grid.test.ts',
  'stress/grid-table.ts': 'written through cli/stress.test.ts',
  'stress/grid-tally.ts': 'met through grid.test.ts: against the loop',
  'stress/grid-types.ts': 'types, and names met through grid-terms.test.ts',
  'scenario/given-lots.ts': 'met through compare.test.ts and loop.test.ts',
  'stages/outsiders.ts': 'met through property/round-steps.test.ts',
  'stress/page-begins.ts': 'met through grid-page.test.ts',
  'stress/page-curves.ts': 'met through grid-page.test.ts',
  'stress/page-feedback.ts': 'met through grid-page.test.ts',
  'stress/page-fund.ts': 'met through grid-page.test.ts',
  'stress/page-losses.ts': 'met through grid-page.test.ts',
  'stress/page-watch.ts': 'met through grid-page.test.ts',
  'stress/page-rows.ts': 'met through grid-page.test.ts',
  'stress/page-runs.ts': 'met through grid-page.test.ts',
  'stress/run-groups.ts': 'met through answers.test.ts',
  'stress/position-risk-legs.ts': 'met through position-risk.test.ts',
  'stress/stress-file-line.ts': 'met through stress-file.test.ts',
  'stress/worker-stage.ts': 'runs in grid.test.ts',
  'cli/stress-flags.ts': 'read through stress.test.ts',
  'cli/stress-tables.ts': 'printed through stress.test.ts',
  'cli/stress-risk.ts': 'runs in stress.test.ts',
  'cli/stress-risk-tables.ts': 'printed through stress.test.ts',
  'audit/adl-terms.ts': 'met through audit-round.test.ts: a round for each price',
  'audit/check-adl.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/check-asks.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/check-books.ts': 'met through by-hand.test.ts and forgery.test.ts',
  'audit/check-crossing.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/check-ends.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/check-fund.ts': 'met through audit-round.test.ts and more-rounds.test.ts',
  'audit/check-hedges.ts': 'met through more-rounds.test.ts',
  'audit/check-losses.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/check-proposal.ts': 'met through more-rounds.test.ts and forgery.test.ts',
  'audit/check-rest.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/check-trigger.ts': 'met through by-hand.test.ts and forgery.test.ts',
  'audit/event-form.ts': 'met through by-hand.test.ts: every field of another kind',
  'audit/hedges.ts': 'met through more-rounds.test.ts',
  'audit/queue.ts': 'met through audit-round.test.ts and forgery.test.ts',
  'audit/running-book.ts': 'met through audit-round.test.ts: the book after, to the atom',
  'audit/tally.ts': 'met through by-hand.test.ts',
  'audit/walk.ts': 'met through by-hand.test.ts and forgery.test.ts',
  'engine/answer-tape.ts': 'met through play-record.test.ts',
  'engine/command-log.ts': 'numbers and types',
  'engine/command-rules.ts': 'met through commands.test.ts and done-commands.test.ts',
  'engine/damage.ts': 'met through verify-folder.test.ts',
  'engine/round-keeping.ts': 'met through round-commands.test.ts and open-engine.test.ts',
  'engine/round-result.ts': 'met through before-round.test.ts',
  'engine/state-mark.ts': 'met through before-round.test.ts and verify-folder.test.ts',
  'engine/record-fields.ts': 'met through play-record.test.ts',
  'engine/stored-options.ts': 'met through play-record.test.ts',
  'stages/demand-amounts.ts': 'met through property/policies.test.ts and socialise.test.ts',
  'stages/ranking.ts': 'met through rank.test.ts',
  'engine/round-frame.ts': 'met through round-desk.test.ts',
  'engine/engine-image.ts': 'met through open-engine.test.ts',
  'engine/make-snapshot.ts': 'met through open-engine.test.ts',
  'engine/record-columns.ts': 'met through open-engine.test.ts and cli/verify.test.ts',
  'engine/record-names.ts': 'printed through cli/verify.test.ts',
  'engine/recover.ts': 'met through open-engine.test.ts',
  'engine/snapshot-keeper.ts': 'met through open-engine.test.ts',
  'engine/snapshot-worker.ts': 'runs in open-engine.test.ts',
  'engine/venue-options.ts': 'met through open-engine.test.ts',
  'proof/rank-proof.ts': 'types, and the version of proofs',
  'cli/check-proof.ts': 'met through prove.test.ts',
  'shards/own-worker.ts': 'runs in open-engine.test.ts and scenario/compare.test.ts',
  'cli/journal-run.ts': 'met through verify.test.ts and audit.test.ts',
  'cli/inspect.ts': 'printed through verify.test.ts',
  'cli/policies-module.ts': 'met through verify.test.ts',
  'engine/mark-commands.ts': 'met through take-marks.test.ts and engine.test.ts',
  'engine/crew.ts': 'met through async-check.test.ts and shards/thread-executor.test.ts',
  'engine/notices.ts': 'types',
  'engine/option-checks.ts': 'met through round-options.test.ts and fund-options.test.ts',
  'engine/preset-tiers.ts': 'data, judged in presets.test.ts',
  'engine/queue-commands.ts': 'met through rank-view.test.ts and stages/lights.test.ts',
  'engine/standing.ts': 'met through stages/lights.test.ts',
  'engine/warning.ts': 'types',
  'engine/warning-desk.ts': 'met through stages/fund-warning.test.ts',
  'engine/warning-view.ts': 'met through stages/fund-warning.test.ts',
  'cli/compare-tables.ts': 'met through compare.test.ts',
  'scenario/policy-tally.ts': 'met through compare.test.ts',
  'sim/market-model.ts': 'types',
  'stress/broken-hedges.ts': 'met through loop.test.ts and loop-oracle.test.ts',
  'stress/loop-markets.ts': 'met through loop.test.ts and loop-oracle.test.ts',
  'stress/loop-types.ts': 'types',
  'stress/round-tally.ts': 'met through loop.test.ts and loop-oracle.test.ts',
  'stages/edit-selection.ts': 'met through rank.test.ts and hedge-tiers.test.ts',
  'stages/ranked-book.ts': 'met through rank.test.ts',
  'stages/rank-keys.ts': 'met through kernel/reference-keys.test.ts',
  'policies/ours.ts': 'met through known.test.ts',
  'engine/book-image.ts': 'met through scenario/compare.test.ts',
  'scenario/compare-run.ts': 'met through compare.test.ts',
  'scenario/compare-worker.ts': 'runs in compare.test.ts',
  'book/fund-state.ts': 'met through stages/fund-trigger.test.ts',
  'stages/close-candidate.ts': 'met through deleverage.test.ts',
  'stages/deal-out.ts': 'met through deleverage.test.ts and property/policies.test.ts',
  'stages/pool-budget.ts': 'met through round-state.test.ts and fund-trigger.test.ts',
  'engine/round-events.ts': 'types, and the version of events',
  'engine/trade-commands.ts': 'met through engine.test.ts and async-check.test.ts',
  'memory/rank-merge.ts': 'ranks of shards are merged in shards/thread-executor.test.ts',
  'journal/disk.ts': 'types, and errors met in every test beside it',
  'journal/scribe.ts': 'met through writer.test.ts and crash.test.ts',
  'journal/writer-options.ts': 'met through journal.test.ts',
  'kernel/fast-module.ts': 'generated',
  'shards/gather.ts': 'met through work.test.ts',
  'shards/thread-options.ts': 'types',
  'shards/worker.ts': 'runs in every test beside it that has threads',
  'stages/executor.ts': 'met through check-margin.test.ts and rank.test.ts',
  'scenario/calibrated-accounts.ts': 'made through calibrated.test.ts',
  'scenario/calibrated-book.ts': 'made through calibrated.test.ts',
  'scenario/calibrated-equity.ts': 'made through calibrated.test.ts',
  'scenario/calibrated-positions.ts': 'made through calibrated.test.ts',
  'scenario/calibrated-schema.ts': 'read through calibrated.test.ts',
  'scenario/calibrated-venue.ts': 'made through calibrated.test.ts',
  'scenario/csv-source.ts': 'read through load.test.ts',
  'scenario/file-names.ts': 'constants',
  'scenario/generator-book.ts': 'made through generator.test.ts',
  'scenario/generator-marks.ts': 'made through generator.test.ts',
  'scenario/generator-tables.ts': 'constants, made through generator.test.ts',
  'scenario/generator-venue.ts': 'made through generator.test.ts',
  'scenario/place-error.ts': 'every refusal of the tests beside it has a place',
  'scenario/published.ts': 'read through calibrated.test.ts',
  'scenario/read-json.ts': 'read through venue.test.ts',
  'scenario/source.ts': 'types',
  'scenario/venue-market.ts': 'read through venue.test.ts',
  'scenario/venue-schema.ts': 'read through venue.test.ts',
  'sinks/arrow-encoder.ts': 'written and read back through sinks.test.ts',
  'sinks/batch-encoder.ts': 'met through sinks.test.ts and million.test.ts',
  'sinks/csv-encoder.ts': 'written and read back through sinks.test.ts',
  'sinks/jsonl-encoder.ts': 'written through sinks.test.ts',
  'sinks/parquet-encoder.ts': 'written and read back through sinks.test.ts',
  'sinks/sink.ts': 'met through sinks.test.ts and write.test.ts',
  'sinks/text-page.ts': 'met through sinks.test.ts and million.test.ts',
  'sinks/warning-table.ts': 'written through write.test.ts',
  'cli/check-report.ts': 'printed through check.test.ts',
  'cli/check-tables.ts': 'printed through check.test.ts',
  'cli/event-line.ts': 'written through replay.test.ts',
  'cli/exit-codes.ts': 'constants',
  'cli/load-build.ts': 'built through load-venue.test.ts',
  'cli/load-clock.ts': 'a clock',
  'cli/load-flags.ts': 'read through load.test.ts',
  'cli/load-run.ts': 'played through load.test.ts',
  'cli/load-tables.ts': 'printed through load.test.ts and load-report.test.ts',
  'cli/load-tally.ts': 'counted through load-report.test.ts',
  'cli/plain-table.ts': 'printed through check.test.ts and replay.test.ts',
  'cli/replay-report.ts': 'printed through replay.test.ts',
  'cli/report-file.ts': 'written through page/replay-report.test.ts',
  'cli/replay-report-page.ts': 'written through page/replay-report.test.ts',
  'page/published-figure.ts': 'met through render-page.test.ts',
  'page/figure.ts': 'types, met through client.test.ts',
  'page/index.ts': 'listed in stress/index.test.ts',
  'page/kept-event.ts': 'met through event-figures.test.ts',
  'page/loss-figures.ts': 'met through run-tally.test.ts',
  'page/page-data.ts': 'types',
  'page/run-figures.ts': 'met through render-page.test.ts and the browser',
  'page/run-record.ts': 'types',
  'page/sections.ts': 'met through render-page.test.ts',
  'cli/replay-tables.ts': 'printed through replay.test.ts',
  'cli/replay-tally.ts': 'printed through replay.test.ts',
  'cli/terminal-line.ts': 'written through progress.test.ts and load-bar.test.ts',
  'cli/interrupt.ts': 'Ctrl-C is pressed in generate.test.ts',
}

/** Packages that one single file of one folder may import. */
const ONE_FILE: Record<string, string> = { piscina: 'shards', msgpackr: 'journal', 'bigint-buffer': 'journal' }

/** From this level on a file may import packages; below it there is only the language. */
const PACKAGES_FROM = 5

type Rule = { token: RegExp; why: string; where: (path: string) => boolean }

/** Scripts that build something (src/kernel/assembly/build.mjs) are not part of the engine. */
const isEngine = (path: string) => path.startsWith('src/') && path.endsWith('.ts')

const inside =
  (...folders: string[]) =>
  (path: string) =>
    isEngine(path) && folders.some((folder) => path.startsWith(`src/${folder}/`))
const notInside =
  (...folders: string[]) =>
  (path: string) =>
    isEngine(path) && !inside(...folders)(path)

/** The columns are laid out once, at construction. */
const hot = (path: string) => inside('stages', 'memory')(path) && path !== 'src/memory/layout.ts'

const BANNED: Rule[] = [
  { token: /\bDate\.now\b/, why: 'a clock', where: notInside('cli', 'server') },
  { token: /\bMath\.random\b/, why: 'chance', where: notInside('cli', 'server') },
  { token: /\bconsole\.|\bprocess\.std(out|err)\b/, why: 'printing', where: notInside('cli') },
  { token: /\bany\b(?=\s*[,;)\]>=[])/, why: 'the type any', where: notInside() },
  { token: /\.(map|filter|forEach|reduce)\(/, why: 'closures', where: hot },
  {
    token: /\basync\b|\bawait\b/,
    why: 'waiting',
    where: inside('core', 'fixed', 'memory', 'book', 'kernel', 'stages'),
  },
  { token: /FIX[M]E|XX[X]/, why: 'unfinished work', where: () => true },
]

const ASSEMBLY_BANNED: [RegExp, string][] = [
  [/\bnew\s/, 'new: there is no heap'],
  [/['"`]/, 'a string: it becomes a data segment'],
  [/StaticArray|memory\.data\b|[=(,:?]\s*\[/, 'a static array: it becomes a data segment'],
  [/^(export\s+)?(let|var)\b/m, 'a mutable global: it is per instance'],
]

// ---------------------------------------------------------------------------------------------------------------------

function list(folder: string): string[] {
  if (!existsSync(join(home, folder))) return []
  return readdirSync(join(home, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(home.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !NOT_OURS.some((name) => path.split('/').includes(name)))
    .sort()
}

const read = (path: string) => readFileSync(join(home, path), 'utf8')
const isCode = (path: string) => /\.(ts|mts|js|mjs|cjs)$/.test(path)
const isAssembly = (path: string) => path.startsWith('src/kernel/assembly/') && path.endsWith('.ts')

const source = list('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
const ours = [...list('src'), ...list('test'), ...list('native-free-bench')].filter(
  (path) => isCode(path) && !GENERATED.includes(path),
)

/** Blanks out comments, keeps the lines. A quote ends with its line at the latest: one in a regex does no harm. */
function withoutComments(text: string): string {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
  return text.replace(token, (found) => (/^\/[/*]/.test(found) ? found.replace(/[^\n]/g, ' ') : found))
}

/** Everything a file imports, re-exports or starts as a worker. */
function importsOf(text: string): string[] {
  const code = withoutComments(text)
  const forms = [
    /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^[ \t]*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
    /\bnew URL\(\s*['"](\.[^'"]+)['"]/g,
  ]
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1]!))
}

/** The folder of a path below src, or '' for src itself. */
const roomOf = (path: string) => (path.split('/').length > 2 ? path.split('/')[1]! : '')
const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

/** Fails with every offence, a sentence each, and without a trace: the place is in the sentence. */
function none(offences: string[]): void {
  if (offences.length === 0) return
  const error = new Error(`\n    ${offences.join('\n    ')}`)
  error.stack = 'Error\n'
  throw error
}

function offencesOf(paths: string[], check: (path: string, text: string) => string[]): string[] {
  return paths.flatMap((path) => check(path, read(path)).map((offence) => `${path}: ${offence}`))
}

// ---------------------------------------------------------------------------------------------------------------------

const layers = suite('layers')

layers('src has files, and every folder of it a level', () => {
  assert.ok(source.length > 5)
  none(source.filter((path) => roomOf(path) !== '' && !(roomOf(path) in LEVELS)))
})

layers('an import only goes down', () => {
  none(
    offencesOf(
      source.filter((path) => roomOf(path) !== ''),
      (path, text) =>
        importsOf(text)
          .filter((name) => name.startsWith('.'))
          .flatMap((name) => {
            const target = posix.join(posix.dirname(path), name)
            const [from, to] = [roomOf(path), roomOf(target)]
            if (!target.startsWith('src/')) return [`${name} leaves src`]
            if (to === '') return [`${name} is above every folder`]
            if (from === to || LEVELS[to]! < LEVELS[from]!) return []
            return [`${from}/ (level ${LEVELS[from]}) imports ${to}/ (level ${LEVELS[to]})`]
          }),
    ),
  )
})

layers('a kernel in AssemblyScript imports its siblings, core/codes and memory/fields', () => {
  none(
    offencesOf(source.filter(isAssembly), (_, text) =>
      importsOf(text).filter(
        (name) => !/^\.\/[\w-]+$/.test(name) && !['../../core/codes', '../../memory/fields'].includes(name),
      ),
    ),
  )
})

layers('an import of TypeScript names the file with its ending', () => {
  none(
    offencesOf(
      source.filter((path) => !isAssembly(path)),
      (_, text) => importsOf(text).filter((name) => name.startsWith('.') && !/\.(ts|c?js|json)$/.test(name)),
    ),
  )
})

layers('the public faces only export', () => {
  const exports = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*'[^']+'\s*;?/g
  for (const face of ['src/index.ts', 'src/scenario/index.ts']) {
    assert.is(withoutComments(read(face)).replace(exports, '').trim(), '')
  }
})

layers('node:fs is for journal, scenario, report, page, stress and cli', () => {
  const allowed = inside('journal', 'scenario', 'report', 'page', 'stress', 'cli')
  none(
    offencesOf(
      source.filter((path) => !allowed(path)),
      (_, text) => importsOf(text).filter((name) => /^(node:)?fs(\/|$)/.test(name)),
    ),
  )
})

layers('a package is imported at the edge, and a heavy one in one file', () => {
  const users = new Map<string, string[]>()
  for (const path of source.filter((file) => !isAssembly(file))) {
    const packages = importsOf(read(path)).filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    for (const name of new Set(packages.map(packageOf))) users.set(name, [...(users.get(name) ?? []), path])
  }
  none(
    [...users].flatMap(([name, paths]) => {
      const room = ONE_FILE[name]
      if (room !== undefined && paths.length > 1) return [`${name} is imported in ${paths.join(' and ')}`]
      return paths
        .filter((path) => (room === undefined ? !(LEVELS[roomOf(path)]! >= PACKAGES_FROM) : roomOf(path) !== room))
        .map((path) => `${path}: imports ${name}`)
    }),
  )
})

layers.run()

const words = suite('words')

words('no banned token', () => {
  none(
    offencesOf(ours, (path, text) => {
      const code = withoutComments(text)
      return BANNED.filter((rule) => rule.where(path)).flatMap((rule) => {
        const index = rule.why === 'unfinished work' ? text.search(rule.token) : code.search(rule.token)
        return index < 0 ? [] : [`line ${text.slice(0, index).split('\n').length}: ${rule.why} (${rule.token.source})`]
      })
    }),
  )
})

words('the kernels use only loads, stores and their arguments', () => {
  none(
    offencesOf(source.filter(isAssembly), (_, text) => {
      const code = withoutComments(text).replace(/^[ \t]*(import|export)\b[^'";]*\bfrom\s*['"][^'"]+['"]/gm, '')
      return ASSEMBLY_BANNED.filter(([token]) => token.test(code)).map(([, why]) => why)
    }),
  )
})

words('a test file runs what it declares, all of it', () => {
  none(
    offencesOf(
      ours.filter((path) => path.endsWith('.test.ts')),
      (_, text) => [
        ...(/^[ \t]*\w+\.run\(\)/m.test(text) ? [] : ['nothing is run']),
        ...(/\.onl[y]\(/.test(text) ? ['some tests shut out the rest'] : []),
      ],
    ),
  )
})

words.run()

const files = suite('files')

files('nothing stands at the top level but what HOUSE allows', () => {
  none(
    readdirSync(home).filter(
      (name) => !name.startsWith('.') && !TOP.includes(name) && !NOT_OURS.includes(name) && !/\.(log|tgz)$/.test(name),
    ),
  )
})

files(`a file of src has at most ${MAX_LINES} lines`, () => {
  none(
    offencesOf(
      source.filter((path) => !GENERATED.includes(path)),
      (_, text) => {
        const lines = text.trimEnd().split('\n').length
        return lines > MAX_LINES ? [`${lines} lines`] : []
      },
    ),
  )
})

files(`a line has at most ${MAX_COLUMNS} columns`, () => {
  none(
    offencesOf(ours, (_, text) =>
      text.split('\n').flatMap((line, index) => {
        const columns = [...line].length
        return columns > MAX_COLUMNS ? [`line ${index + 1} has ${columns} columns`] : []
      }),
    ),
  )
})

files('no drawer for things without a place', () => {
  none(ours.filter((path) => /(^|\/)(utils?|helpers?|misc|common)\.\w+$/.test(path)))
})

files('every file of src has a test of its name, or a reason to have none', () => {
  const names = source.map((path) => path.slice('src/'.length)).filter((name) => !isAssembly(`src/${name}`))
  const mirrored = (name: string) => existsSync(join(home, 'test', name.replace(/\.ts$/, '.test.ts')))
  none([
    ...names.filter((name) => !mirrored(name) && !(name in NO_MIRROR)).map((name) => `src/${name} has no test`),
    ...Object.keys(NO_MIRROR)
      .filter((name) => !names.includes(name) || mirrored(name))
      .map((name) => `the exemption of src/${name} is needed no more`),
  ])
})

files.run()
