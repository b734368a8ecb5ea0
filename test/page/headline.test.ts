import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { headlineOf, leadOf, payersOf, tilesOf } from '../../src/page/headline.ts'
import { folderOf, SMALL } from '../scenario/folders.ts'
import { crash, pageOf, played } from './played.ts'

const said = async (folder: string) => headlineOf(pageOf(await played(folder)))

const CASES: [string, () => string, string][] = [
  [
    'deleveraged traders paid all',
    crash,
    'Bankrupt accounts lacked 300.00: deleveraged traders paid 100 % and no deficit is left.',
  ],
  [
    'the fund paid a third, nobody the rest',
    () => crash({ round: { adlPrice: 'mark', socialise: 'none' } }),
    'Bankrupt accounts lacked 300.00: the insurance fund paid 33.3 % and 66.7 % is a deficit.',
  ],
  [
    'socialised',
    () => crash({ round: { adlPrice: 'mark', socialise: 'socialised-mango' } }),
    'Bankrupt accounts lacked 300.00: all traders together paid 66.7 %, the insurance fund 33.3 % ' +
      'and no deficit is left.',
  ],
  [
    'nothing happened',
    () => folderOf({ ...SMALL, 'marks.csv': 'time,market,price\n1,BTC,50000\n' }),
    'Nobody had to be closed: every account stayed above its maintenance margin.',
  ],
]
for (const [title, folder, sentence] of CASES) {
  test(`the headline: ${title}`, async () => {
    assert.is(await said(folder()), sentence)
  })
}

test('a headline of the caller goes before; without a run the title stands there', async () => {
  const { run: _, ...page } = pageOf(await played(crash()))
  assert.equal([headlineOf({ ...page, headline: 'Yes.' }), headlineOf(page), leadOf(page)], ['Yes.', page.title, ''])
  assert.equal([payersOf(page), tilesOf(page)], [[], []])
})

test('lead, bar and tiles say the same', async () => {
  const page = pageOf(await played(crash({ round: { adlPrice: 'mark', socialise: 'none' } })))
  assert.match(leadOf(page), /^1 of 4 traders came under their maintenance margin in 3 rounds\. Of 98,800 of positions/)
  assert.equal(
    payersOf(page).map(({ name, share, ppm }) => [name, share, ppm]),
    [
      ['Deficit', '66.7 %', 666_666],
      ['Insurance fund', '33.3 %', 333_333],
    ],
  )
  assert.equal(
    tilesOf(page).map(({ name, value }) => [name, value]),
    [
      ['Closed', '98,800'],
      ['Of it deleveraged', '98,800'],
      ['Loss of the deleveraged', '0.00'],
      ['Insurance fund, after', '0.00'],
      ['Deficit', '200.00'],
    ],
  )
})

test.run()
