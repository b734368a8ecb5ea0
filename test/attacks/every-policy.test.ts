// Every attack of SPEC 9 under every policy: what it earned, as seen, and as docs/POLICIES.md tells it.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { knownPolicies } from '../../src/policies/known.ts'
import { ATTACKS, earnedAtoms, POLICIES, SAME_FOR_ALL } from './plays/table.ts'

// In atoms, of a debt of 60,000 (dead lot 59,000, rates 50,000). Where the numbers come from:
//
// pays        Queues close all 60 of the head. dydx: the mean of 12 places, one of which is the head's. By size 100 of
//             300 lots; ftx leaves out two of the crowd, so 100 of 280. Vector: 100² of 2 · 100² + 10 · 10². Sharing by
//             lots counts the longs as well, 100 of 540; by gain 100 of 300.
// self-trade  The debt less what the own short of 60 bears: nothing where a rich short stands behind the rival.
// withdraw    Less equity is a smaller share by equity, and more leverage elsewhere.
// dead lot    100 of 4,900 of maintenance waits with the lot: 1,204, times the part that the own short pays. Where lots
//             are closed at the mark, the whole debt waits, and then all of it is the dead market's.
// rates       10,000 of 50,000 are laid on the other market, times the same part.
// wash        All that is paid. With one queue only where profit is in the rule.
// ten parts   Scores are the same exactly. ftx and vector look at sizes; dydx draws an account, and ten are drawn more
//             often than one. Others: a lot or two.
// two parts   Ten lots are what the small part can give; okx takes the owner's parts as one.
// deposit     Moves the head behind the rival, or its leverage down; or its share by equity up.
// dust        Each lot is dealt by itself, and never to a part of two lots where shares are rounded: 30 turns of 60.
//             What the whole of them would have paid: 60,000 by a queue, 30,000 by size, nothing by `capped-pro-rata`
//             and `min-max`, which give every single lot to the rival; so there is nothing to save there.
const SEEN = `
                         pays self-trade withdraw dead-lot rates  wash one-queue ten-parts two-parts deposit   dust
bitmex                  60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
delta                   60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
binance                 60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
aster                   60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
bybit                   60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
okx                     60000      60000        0     1204 10000 60000     60000         0         0   60000      0
hyperliquid             60000      60000        0     1204 10000 60000         0         0     50000   60000      0
aevo                    60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
bluefin                 60000      60000        0     1204 10000 60000     60000         0     50000   60000      0
ethereal                60000      60000        0     1204 10000 60000         0         0     50000   60000      0
dydx                     5000      55000        0      101   834     0         0    -21190     -4231       0 -31426
ftx                     22000      45000        0      301  2500 22000         0     18000      2000       0  30000
pro-rata                20000      46000        0      282  2334 20000         0         0         0       0  30000
pro-rata-notional       20000      46000        0      282  2334 20000         0         0         0       0  30000
pro-rata-profit         20000      46000        0      282  2334 20000     20000         0         0       0  30000
pro-rata-equity         18000      48000     7000      241  2000 18000         0     -2000     -1000   -2000  29000
capped-pro-rata         20000      46000        0      282  1911 20000     20000         0         0       0      0
risk-aware              22000      50000   -10000      301  2500 22000         0      2000         0    2000  31000
leverage-water-fill     27000      60000   -26000      381  3167 27000         0     -3000         0    7000 -22000
vector                  29000      45000        0      301  2500 29000         0     28000      3000       0  30000
min-max                 20000      46000     8000      281  2333 20000         0         0      1000   -1000      0
partial-tear-up         11111      52174        0     7696  1305     0         0         0         0       0   -360
socialised-drift        11112      52173        0     7696  1304     0         0        11        11       0    420
socialised-mango        11111      52174        0     7696  1305     0         0         0         0       0   -360
socialised-vega         20000      46153        0    13616  2308 20000     20000         0         0       0    480
socialised-paradex      12928      51903     5521     7962  1349     0         0        -2        -1   -1511    180
gains-haircut           20000      46154        0    13616  2308 20000     20000         0         0       0   -220
ftx:top=2               30000      38000        0      442  3667 30000         0     25000      2000       0  30000
capped-pro-rata:cap=0.05 15556     49565        0     4481   942  8149      8149         5         1       0   7910
risk-aware:above=2      60000      46000        0     1204 10000 60000         0         0     35000   40000      0
`

const [head = '', ...lines] = SEEN.trim().split('\n')
const seen = new Map(lines.map((line) => [line.split(/\s+/)[0]!, line.split(/\s+/).slice(1).map(BigInt)]))

test('the table has every known policy and every attack', () => {
  assert.equal(
    head.split(/\s+/),
    ATTACKS.map(({ name }) => name.replace(' ', '-')),
  )
  assert.equal(
    [...seen.keys()],
    POLICIES.map(({ name }) => name),
  )
  assert.equal([knownPolicies.length, POLICIES.length], [27, 30])
  const rows = new Set([...ATTACKS, ...SAME_FOR_ALL].flatMap(({ row }) => row ?? []))
  assert.equal([...rows].sort(), [
    'a lot in a dead market',
    'bid for the fund',
    'counters that do not tie',
    'dust',
    'mixed rates',
    'self-trade',
    'sell far from mark',
    'split an account, deposit for an instant',
    'wash trade',
    'withdraw between mark and round',
  ])
})

for (const [column, attack] of ATTACKS.entries()) {
  test(`${attack.name}: earns what it has been seen to earn, under every policy`, () => {
    const earned = POLICIES.map((policy) => [policy.name, earnedAtoms(attack, policy)])
    assert.equal(
      earned,
      [...seen].map(([name, atoms]) => [name, atoms[column]]),
    )
  })
}

for (const attack of SAME_FOR_ALL) {
  test(`${attack.name}: earns ${attack.earnedAtoms} atoms whatever the policy`, () => {
    for (const policy of POLICIES) assert.is(earnedAtoms(attack, policy), attack.earnedAtoms, policy.name)
  })
}

const policies = readFileSync(new URL('../../docs/POLICIES.md', import.meta.url), 'utf8')

/** The tables of the section, by lines and cells, without their rulers. */
function tablesOfSection(): string[][][] {
  const [, section] = policies.split('\n## What attacks earn\n')
  assert.ok(section, 'docs/POLICIES.md has no section "What attacks earn"')
  const blocks = section.split('\n## ')[0]!.split('\n\n')
  return blocks
    .filter((block) => block.startsWith('|'))
    .map((block) => {
      const rows = block.trim().split('\n')
      return rows.toSpliced(1, 1).map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
    })
}

/** Thousands of atoms to the nearest tenth; 0 is nothing at all, 0.0 less than half a tenth. */
function thousands(atoms: bigint): string {
  const size = atoms < 0n ? -atoms : atoms
  if (size % 1_000n === 0n) return `${atoms < 0n ? '−' : ''}${size / 1_000n}`
  const tenths = (size + 50n) / 100n
  return `${atoms < 0n && tenths > 0n ? '−' : ''}${tenths / 10n}.${tenths % 10n}`
}

test('the table of docs/POLICIES.md says the same, every policy once', () => {
  const [[top = [], ...rows] = []] = tablesOfSection()
  assert.equal(top, ['policy', ...ATTACKS.map(({ name }) => name)])
  const told = rows.flatMap(([names = '', ...cells]) => names.split(', ').map((name) => [name, ...cells]))
  const expected = POLICIES.map((policy) => [
    `\`${policy.name}\``,
    ...ATTACKS.map((attack) => thousands(earnedAtoms(attack, policy))),
  ])
  const byName = (a: string[], b: string[]) => (a[0]! < b[0]! ? -1 : 1)
  assert.equal(told.sort(byName), expected.sort(byName))
})

test('the table of what no policy changes says the same', () => {
  const [, [, ...rows] = []] = tablesOfSection()
  assert.equal(
    rows.map(([attack, atoms]) => [attack, atoms]),
    SAME_FOR_ALL.map((attack) => [attack.name, thousands(attack.earnedAtoms)]),
  )
})

test.run()
