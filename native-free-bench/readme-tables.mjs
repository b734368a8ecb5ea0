// Each table of the README, from what a run has seen.

const fixed = (value, digits = 2) => value.toFixed(digits)
const count = (value) => Math.round(value).toLocaleString('en-US')
const ms = (value) =>
  value >= 100 ? `${fixed(value, 0)} ms` : value >= 10 ? `${fixed(value, 1)} ms` : `${fixed(value)} ms`
const times = (value) => (value >= 10 ? `${fixed(value, 1)} ×` : `${fixed(value)} ×`)

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

export function scanTable({ size, margin, churn, lanes }) {
  const books = [margin, churn.margin]
  const ours = books.map(({ times: { fast }, positions }) => {
    return `${ms(fast.median)}, ${fixed((fast.median * 1e6) / positions, 1)} ns a position`
  })
  const ratio = (name) => books.map(({ ratios }) => times(ratios[name]))
  const differ = books.map(({ answers }) => count(answers.objects.differ))
  const heads = [
    `${count(size.accounts / 1e6)} M accounts, ${count(size.positions / 1e6)} M positions, 256 markets with tiers`,
    'fresh book',
    `after ${count(churn.changes / 1e6)} M random opens and closes`,
  ]
  return table(heads, [
    ['`engine.checkSync()`, one thread', ...ours],
    ['with one more thread', `${ms(lanes.check.times.two.median)}: ${times(lanes.check.speedup)} as fast`, ''],
    ['Float64 columns', ...ratio('columns')],
    ['plain objects with floats', ...ratio('objects')],
    ['reference kernel, BigInt', ...ratio('reference')],
    ['accounts that floats judge otherwise', ...differ],
  ])
}

export function peersTable({ peers }) {
  const heads = [
    'a process each, by turns',
    'check of the same book',
    `first 1,000 of ${count(peers.size.candidates)} candidates`,
  ]
  const names = {
    ballast: 'Ballast, one thread',
    'ballast, two lanes': 'Ballast, two lanes',
    c: 'C, gcc -O3, `__int128`, one thread',
    objects: 'plain objects, floats, `Array.sort`',
    duckdb: 'DuckDB, 2 threads, exact integers',
    polars: 'Polars, 2 threads, floats',
  }
  const cell = (question, name) => {
    const found = peers[question].contenders.find((one) => one.name === name)
    if (found === undefined) return 'not installed'
    const other = found.differ === 0 ? '' : `; ${count(found.differ)} answers differ`
    return `${ms(found.time.median)}, ${times(found.ratio)}${other}`
  }
  return table(
    heads,
    Object.entries(names).map(([name, label]) => [label, cell('check', name), cell('rank', name)]),
  )
}

export function speedTable({ lanes, micro, trades, ticks, churn }) {
  const [heapify, , best] = micro.heaps.questions
  const own = (question) => question.times.find(({ name }) => name === 'ours (kernel)').median
  const library = (question) => `best library ${ms(question.times.find(({ name }) => name === question.best).median)}`
  const trade = (law) => trades.find((one) => one.law === law)
  const second = (law) =>
    `${fixed(trade(law).tradesPerSecond / 1e6, 1)} M a second, ${trade(law).collections} collections`
  const { small, equal } = lanes
  return table(
    ['', ''],
    [
      [
        `check of ${count(small.accounts)} accounts, with a thread that waits`,
        `${fixed(small.twoUs, 1)} µs; its kernel alone ${fixed(small.kernelUs, 1)} µs`,
      ],
      [
        `first 1,000 of ${count(equal.candidates)} equal scores, told apart exactly`,
        `${ms(equal.times.one.median)}; two lanes ${ms(equal.times.two.median)}`,
      ],
      ['the best 1,000 of 1,000,000 keys, in order', `${ms(own(best))}; ${library(best)} (${best.best})`],
      ['a heap of 1,000,000 keys, and the first 1,000', `${ms(own(heapify))}; ${library(heapify)} (${heapify.best})`],
      ['trades in batches of 4,096, all checks and hash, uniform accounts', second('uniform')],
      ['the same, Zipf(1) accounts', second('zipf')],
      ['marks of 256 markets, and a check', `${ms(ticks.time.median)}, ${ticks.collections} collections`],
      ['opening or closing a position, in a full-size book', `${fixed(churn.nsPerChange / 1000, 1)} µs`],
      ['churned book against a fresh one of the same content', times(churn.against.ratio)],
      ['first refusal for capacity', `at ${fixed(churn.fillMost * 100, 0)} % of the stated positions`],
    ],
  )
}

export function lightsTable({ different, equal }) {
  const cells = (cell) => [different, equal].map(cell)
  return table(
    ['lights, one thread', 'after marks have moved', 'all scores equal: told apart by notional and id'],
    [
      [
        `the queue of a side, ${count(equal.sidePositions)} positions`,
        ...cells(({ side, ratio }) => `${ms(side.median)}, ${times(ratio)} a check`),
      ],
      ['one position', ...cells(({ rankOf }) => ms(rankOf.median))],
      [
        'every position',
        ...cells(({ all, allPositions }) => `${fixed(all.median / 1000, 1)} s, ${count(allPositions)} positions`),
      ],
    ],
  )
}

export function roundsTable({ rounds: { small, large, growth, queue } }) {
  const what = ({ flagged, liquidations, fills }) =>
    `${count(flagged)} flagged, ${count(liquidations)} fills on the book, ${count(fills)} by ADL`
  return table(
    ['rounds, whole: check, book, fund, ranking, ADL, check again, invariants, hash', ''],
    [
      [`flash crash of ${count(small.positions)} isolated positions: ${what(small)}`, ms(small.time.median)],
      [
        `the same with ${count(large.positions)} positions`,
        `${ms(large.time.median)}: ${times(growth)} the time a position`,
      ],
      [
        `${count(queue.bankrupts)} bankrupt accounts against ${count(queue.candidates)} candidates, ` +
          `${count(queue.fills)} fills`,
        ms(queue.time.median),
      ],
    ],
  )
}

export function countsTable({ quiet, bytes }) {
  const windows = (what) => quiet.filter((window) => window.what === what)
  const seen = (what) =>
    windows(what)
      .map(({ collections }) => collections.join(' + '))
      .join('; ')
  const first = (what) => count(windows(what)[0].times)
  return table(
    ['collections, by thread', 'inline; with a thread'],
    [
      [`${first('trades')} trades`, seen('trades')],
      [`${first('marks and check')} × marks of all markets and a check`, seen('marks and check')],
      [`${first('rank')} × the first 1,000 of a queue`, seen('rank')],
      ['memory', `${fixed(bytes.perPosition, 1)} bytes a position, ${fixed(bytes.perAccount, 1)} an account`],
    ],
  )
}

export function journalTable({ rates, sync, snapshot }) {
  const millions = (value) => `${fixed(value / 1e6, 2)} M`
  const rate = ({ each, kept, share, all, recovery }) => [
    each === 1 ? 'single trades' : `trades in batches of ${count(each)}`,
    `${millions(kept)} a second, ${fixed(share * 100, 0)} % of those without`,
    `${millions((all / recovery.ms) * 1000)} a second`,
  ]
  const { clients, acknowledgedPerSecond, groupsPerSecond, diskPerSecond } = sync
  return table(
    ['a journal, synced now and then', 'written', 'recovered'],
    [
      ...rates.map(rate),
      [
        `${count(clients)} callers, each waiting for the disk`,
        `${count(acknowledgedPerSecond)} acknowledged a second: ${count(groupsPerSecond)} syncs, ` +
          `where the disk alone makes ${count(diskPerSecond)}`,
        '',
      ],
      [
        'longest gap between turns while a snapshot is made',
        `${ms(snapshot.during.most)}, p99.9 ${ms(snapshot.during.p999)}; ` +
          `without one ${ms(snapshot.without.most)}, ${ms(snapshot.without.p999)}`,
        '',
      ],
    ],
  )
}
