// DuckDB, in memory, with two threads. Amounts are whole atoms in BIGINT and sums HUGEINT, so its check is exact, and
// no slower than with DOUBLE. Statements are prepared once.
//
// Tiers are joined as bands of notional: of the ways that were tried the fastest (800,000 positions: 38 ms; with the
// unit in the bands 42, a correlated max() 58, greatest() over tiers laid out in columns 65, list_max() 70, ASOF JOIN
// 78, which as a prepared statement fails with an internal error in 1.5.6; in DOUBLE 43). Isolated positions stand in
// one row with their collateral (6 ms for 200,000; joined with accounts 19).

import { FIRST_TRADER, makeBook } from '../book.mjs'
import { accountOfPositions, idsFrom, tiersOf } from './columns.mjs'
import { loadPeer } from './load.mjs'
import { FIRST_CANDIDATE, makeQueue, UNIT_ATOMS } from './queue.mjs'

const THREADS = 2
/** Rows of a data chunk. */
const CHUNK = 2048

const CHECK = `
  WITH bands AS (
    SELECT market, floor, rate, deduction,
      lead(floor, 1, 9223372036854775807) OVER (PARTITION BY market ORDER BY floor) AS ceiling
    FROM tiers
  ), valued AS (
    SELECT account, market, lots * unit AS value FROM positions JOIN markets USING (market)
  ), sums AS (
    SELECT account, sum(value) AS value, sum(abs(value) * rate - deduction) AS maintenance
    FROM valued JOIN bands ON valued.market = bands.market AND abs(value) >= floor AND abs(value) < ceiling
    GROUP BY account
  ), judged AS (
    SELECT id, cash + coalesce(value, 0) AS equity, coalesce(maintenance, 0) AS maintenance
    FROM accounts LEFT JOIN sums ON id = account
  )
  SELECT id, CASE WHEN equity < 0 THEN 2 ELSE 1 END AS state
  FROM judged WHERE equity < 0 OR equity * 1000000 < maintenance ORDER BY id`

const RANK = `
  WITH valued AS (
    SELECT account, entry, lots * unit AS notional, cash + lots * unit AS equity
    FROM isolated JOIN markets USING (market) WHERE market = 0 AND lots > 0
  )
  SELECT account FROM valued WHERE equity >= 0
  ORDER BY
    CASE WHEN notional > entry
      THEN (notional - entry) / entry * (notional / equity)
      ELSE (notional - entry) / entry * (equity / notional)
    END DESC, notional DESC, account
  LIMIT $top`

export async function prepare(question, parameters) {
  const { module: duckdb, leftOut } = await loadPeer('@duckdb/node-api')
  if (leftOut !== undefined) return { leftOut }
  const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: String(THREADS) })
  const connection = await instance.connect()
  const form = await (question === 'check' ? checking : ranking)(duckdb, connection, parameters)
  return { ...form, about: `${duckdb.version()}, ${THREADS} threads, ${form.numbers}` }
}

async function checking(duckdb, connection, parameters) {
  const { BIGINT, UINTEGER, USMALLINT } = duckdb
  const book = makeBook(parameters)
  const { markets, market, lots, cash } = book
  const tiers = markets.flatMap((line, id) => tiersOf(line).map((tier) => ({ ...tier, market: id })))
  const load = loader(duckdb, connection)
  await load('accounts', { id: [UINTEGER, idsFrom(FIRST_TRADER, cash.length)], cash: [BIGINT, cash] })
  await load('positions', {
    account: [UINTEGER, accountOfPositions(book)],
    market: [USMALLINT, market],
    lots: [BIGINT, lots],
  })
  const ids = Array.from(markets.keys())
  await load('markets', { market: [USMALLINT, ids], unit: [BIGINT, markets.map(({ unit }) => unit)] })
  await load('tiers', {
    market: [USMALLINT, tiers.map(({ market }) => market)],
    floor: [BIGINT, tiers.map(({ floor }) => floor)],
    rate: [BIGINT, tiers.map(({ rate }) => rate)],
    deduction: [BIGINT, tiers.map(({ deduction }) => deduction)],
  })
  const statement = await connection.prepare(CHECK)
  const run = async () => (await statement.runAndReadAll()).getColumns()
  return { numbers: 'BIGINT and HUGEINT, exact', run, answer: ([ids = [], states = []]) => ({ ids, states }) }
}

async function ranking(duckdb, connection, { top, ...parameters }) {
  const { BIGINT, UINTEGER, USMALLINT } = duckdb
  const { lots, entry, cash } = makeQueue(parameters)
  const load = loader(duckdb, connection)
  await load('isolated', {
    account: [UINTEGER, idsFrom(FIRST_CANDIDATE, lots.length)],
    market: [USMALLINT, new Uint16Array(lots.length)],
    lots: [BIGINT, lots],
    entry: [BIGINT, entry],
    cash: [BIGINT, cash],
  })
  await load('markets', { market: [USMALLINT, [0]], unit: [BIGINT, [UNIT_ATOMS]] })
  const statement = await connection.prepare(RANK)
  statement.bindInteger(1, top)
  const run = async () => (await statement.runAndReadAll()).getColumns()
  return { numbers: 'BIGINT, scores in DOUBLE', run, answer: ([accounts = []]) => ({ accounts }) }
}

/** Makes a table of columns, each with its type and its numbers. */
function loader({ BIGINT, DuckDBDataChunk }, connection) {
  return async (table, columns) => {
    const names = Object.keys(columns)
    const types = Object.values(columns).map(([type]) => type)
    await connection.run(`CREATE TABLE ${table} (${names.map((name, at) => `${name} ${types[at]}`).join(', ')})`)
    const numbers = Object.values(columns).map(([, column]) => column)
    const appender = await connection.createAppender(table)
    for (let from = 0; from < numbers[0].length; from += CHUNK) {
      const chunk = DuckDBDataChunk.create(types)
      const part = (column) => column.slice(from, from + CHUNK)
      chunk.setColumns(numbers.map((column, at) => Array.from(part(column), types[at] === BIGINT ? BigInt : Number)))
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }
}
