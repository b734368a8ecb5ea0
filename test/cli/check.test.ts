import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CheckReport } from '../../src/cli/check-report.ts'
import { folderOf, SMALL } from '../scenario/folders.ts'
import { ballast, ended, start } from './run.ts'

const BOOK = 'fixtures/small-book'
const ESCAPE = '\u001b'

test('a finding ends with 1, a healthy book with 0, and --exit-zero with 0 in any case', async () => {
  const codes = await Promise.all([
    ballast(['check', BOOK]),
    ballast(['check', BOOK, '--at', '1760130960000']),
    ballast(['check', BOOK, '--exit-zero']),
  ])
  assert.equal(
    codes.map(({ code }) => code),
    [1, 0, 0],
  )
  assert.equal(
    codes.map(({ stderr }) => stderr),
    ['', '', ''],
  )
})

test('people read counts by state and the worst accounts', async () => {
  const { stdout } = await ballast(['check', BOOK, '--top', '2', '--audit'])
  const lines = stdout.split('\n')
  assert.is(lines[0], 'Margin check of fixtures/small-book: 40 traders (49 rows), 71 positions, 6 markets')
  assert.match(stdout, /^healthy +34 +85\.00 %$/m)
  assert.match(stdout, /^at risk +3 +7\.50 %$/m)
  assert.match(stdout, /^bankrupt +3 +7\.50 %$/m)
  assert.match(stdout, /^ +104 +bankrupt +-741\.55 +46\.33 +-787\.89 +-1,600\.38 % +4,633\.58 +1$/m)
  assert.match(stdout, /^audit +everything as counted anew$/m)
  assert.is(lines.filter((line) => /bankrupt +-/.test(line)).length, 2)
})

test('programs read one JSON document, in which both kernels agree', async () => {
  const runs = await Promise.all(
    ['fast', 'reference'].map((kernel) => ballast(['check', BOOK, '--json', '--kernel', kernel, '--top', '40'])),
  )
  const [fast, reference] = runs.map(({ stdout }) => JSON.parse(stdout) as CheckReport)
  assert.ok(fast && reference)
  assert.is(fast.kernel, 'fast')
  assert.is(reference.kernel, 'reference')
  const untimed = ({ kernel: _, loadMs: __, checkMs: ___, ...rest }: CheckReport) => rest
  assert.equal(untimed(fast), untimed(reference))
  assert.match(fast.stateHash, /^[0-9a-f]{32}$/)
  assert.equal(fast.states, { healthy: 34, atRisk: 3, bankrupt: 3 })
  assert.is(fast.at, 1760131080000)
  assert.equal(fast.worst[0], {
    id: 104,
    owner: 104,
    state: 'bankrupt',
    equityAtoms: '-741548280',
    maintenanceAtoms: '46335832',
    distanceAtoms: '-787884112',
    equityToMaintenancePercent: '-1600.38',
    notionalAtoms: '4633583200',
    positions: 1,
  })
  const { cash } = fast
  const parts = [cash.tradersAtoms, cash.poolsAtoms, cash.externalsAtoms, cash.deficitAtoms].map(BigInt)
  assert.is(parts.reduce((sum, part) => sum + part).toString(), cash.totalAtoms)
})

test('colours are for terminals: a pipe gets none, NO_COLOR wins over FORCE_COLOR', async () => {
  const [plain, forced, silenced] = await Promise.all([
    ballast(['check', BOOK]),
    ballast(['check', BOOK], { FORCE_COLOR: '1' }),
    ballast(['check', BOOK], { FORCE_COLOR: '1', NO_COLOR: '1' }),
  ])
  assert.not(plain.stdout.includes(ESCAPE))
  assert.ok(forced.stdout.includes(ESCAPE))
  assert.not(silenced.stdout.includes(ESCAPE))
})

test('bad input ends with 3, and the reason alone stands on stderr', async () => {
  const cases: [string, RegExp][] = [
    [
      folderOf({ ...SMALL, 'positions.csv': 'account,market,size,entryPrice\n1,BTC,1,50000\n' }),
      /add up to 1 \(1000 lots\)/,
    ],
    [
      folderOf({ ...SMALL, 'accounts.csv': 'id,cash\n1,1e9\n' }),
      /^ballast: accounts\.csv:2: cash is "1e9".*\[ERR_DECIMAL\]$/,
    ],
    [folderOf({ ...SMALL, 'venue.json': '{' }), /^ballast: venue\.json:1: not valid JSON/],
    [folderOf({}), /is no scenario/],
    ['/no/such/folder', /^ballast: \/no\/such\/folder: there is no such file \(ENOENT\)/],
  ]
  const all = await Promise.all(cases.map(([folder]) => ballast(['check', folder])))
  for (const [index, { code, stdout, stderr }] of all.entries()) {
    assert.equal([code, stdout], [3, ''], stderr)
    assert.match(stderr.trimEnd(), cases[index]![1])
    assert.is(stderr.trimEnd().split('\n').length, 1)
  }
})

test('a reader that goes away ends it quietly', async () => {
  const child = start(['check', BOOK, '--json', '--top', '100000'])
  child.stdout.destroy()
  const { code, stderr } = await ended(child)
  assert.equal([code, stderr], [0, ''])
})

test.run()
