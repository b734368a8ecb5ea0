// Polars, with two threads, on its streaming engine, the faster one here. It has no integer wide enough for the sums,
// so amounts are atoms in Float64.
//
// Tiers are laid out in columns of the market, and maintenance is the largest over them. Ways that were tried on
// 4,000,000 positions: columns 208 to 232 ms, bands of notional 229, the first tier apart from the others 210, a chain
// of when() 436; by the in-memory engine columns 598, bands 894; joinAsof took twice the columns at 800,000.

import { FIRST_TRADER, makeBook } from '../book.mjs'
import { accountOfPositions, idsFrom, tiersOf } from './columns.mjs'
import { loadPeer } from './load.mjs'
import { FIRST_CANDIDATE, makeQueue, UNIT_ATOMS } from './queue.mjs'

const ENGINE = { engine: 'streaming' }
const PPM = 1_000_000
const THREADS = 2

export async function prepare(question, parameters) {
  // Read when the addon is loaded.
  process.env.POLARS_MAX_THREADS = String(THREADS)
  const { module: polars, leftOut } = await loadPeer('nodejs-polars')
  if (leftOut !== undefined) return { leftOut }
  const form = (question === 'check' ? checking : ranking)(polars, parameters)
  return { ...form, about: `nodejs-polars ${polars.version}, ${THREADS} threads, streaming engine, Float64` }
}

function checking(polars, parameters) {
  const { col, lit, maxHorizontal, when } = polars
  const book = makeBook(parameters)
  const { market, lots } = book
  const account = accountOfPositions(book)
  const positions = frameOf(polars, { account, market, lots: Float64Array.from(lots) })
  const accounts = frameOf(polars, { id: idsFrom(FIRST_TRADER, book.cash.length), cash: book.cash })
  const most = Math.max(...book.markets.map(({ tiers }) => tiers.length))
  const markets = marketsOf(polars, book.markets, most)
  const overTier = (_, tier) =>
    col('notional')
      .mul(col(`rate${tier}`))
      .minus(col(`deduction${tier}`))
  const query = () => {
    const valued = positions
      .lazy()
      .join(markets.lazy(), { on: 'market' })
      .withColumns(col('lots').mul(col('unit')).as('value'))
      .withColumns(col('value').abs().as('notional'))
      .select('account', 'value', maxHorizontal(Array.from({ length: most }, overTier)).as('maintenance'))
    const sums = valued
      .groupBy('account')
      .agg(col('value').sum().as('value'), col('maintenance').sum().as('maintenance'))
    return accounts
      .lazy()
      .join(sums, { leftOn: 'id', rightOn: 'account', how: 'left' })
      .withColumns(col('cash').plus(col('value').fillNull(0)).as('equity'), col('maintenance').fillNull(0))
      .filter(
        col('equity')
          .lt(col('maintenance'))
          .or(col('equity').lt(lit(0))),
      )
      .select(
        'id',
        when(col('equity').lt(lit(0)))
          .then(lit(2))
          .otherwise(lit(1))
          .as('state'),
      )
      .sort('id')
  }
  return { run: () => read(query(), ['id', 'state']), answer: ([ids, states]) => ({ ids, states }) }
}

function ranking(polars, { top, ...parameters }) {
  const { col, lit, when } = polars
  const { lots, entry, cash } = makeQueue(parameters)
  const account = idsFrom(FIRST_CANDIDATE, lots.length)
  const market = new Uint16Array(lots.length)
  const isolated = frameOf(polars, { account, market, lots: Float64Array.from(lots), entry, cash })
  const notional = col('lots').mul(lit(UNIT_ATOMS))
  const percent = col('notional').minus(col('entry')).div(col('entry'))
  const leverage = col('notional').div(col('equity'))
  const score = when(col('notional').gt(col('entry')))
    .then(percent.mul(leverage))
    .otherwise(percent.div(leverage))
  // Its sort takes one direction for all columns.
  const down = (name) => col(name).mul(lit(-1))
  const query = () =>
    isolated
      .lazy()
      .filter(
        col('market')
          .eq(lit(0))
          .and(col('lots').gt(lit(0))),
      )
      .select('account', 'entry', notional.as('notional'), col('cash').plus(notional).as('equity'))
      .filter(col('equity').gtEq(lit(0)))
      .select('account', 'notional', score.as('score'))
      .sort([down('score'), down('notional'), col('account')])
      .limit(top)
  return { run: () => read(query(), ['account']), answer: ([accounts]) => ({ accounts }) }
}

function read(query, names) {
  // Its `collect` takes no engine: it used the one in memory, which took three times as long.
  const frame = query.collectSync(ENGINE)
  return names.map((name) => Array.from(frame.getColumn(name).toArray()))
}

/** A row a market: its unit, and rate and deduction of every tier; a tier that it has not is free. */
function marketsOf(polars, markets, most) {
  const columns = { market: Uint16Array.from(markets.keys()), unit: Float64Array.from(markets, ({ unit }) => unit) }
  const tiers = markets.map(tiersOf)
  for (let tier = 0; tier < most; tier += 1) {
    const part = (field) => Float64Array.from(tiers, (list) => Number(list[tier]?.[field] ?? 0n) / PPM)
    columns[`rate${tier}`] = part('rate')
    columns[`deduction${tier}`] = part('deduction')
  }
  return frameOf(polars, columns)
}

function frameOf({ DataFrame, Series }, columns) {
  return DataFrame(Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Series(name, column)])))
}
