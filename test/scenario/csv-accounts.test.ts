import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load, type Refusal, refused, SMALL } from './folders.ts'

const accounts = (text: string) => ({ 'accounts.csv': text })

const REFUSED: Refusal[] = [
  ['no id column', accounts('owner,cash\n1,2\n'), 'ERR_FILE', 'accounts.csv:1', 'lacks id', 'id, cash or collateral'],
  ['neither money', accounts('id,owner\n1,2\n'), 'ERR_FILE', 'accounts.csv:1', 'lacks cash and collateral'],
  ['both moneys', accounts('id,cash,collateral\n1,2,3\n'), 'ERR_FILE', 'accounts.csv:1', 'has both'],
  ['unknown column', accounts('id,cash,colour\n1,2,3\n'), 'ERR_FILE', 'accounts.csv:1', '"colour"', 'owner'],
  ['column twice', accounts('id,cash,id\n1,2,3\n'), 'ERR_FILE', 'accounts.csv:1', '"id" twice'],
  ['account twice', accounts('id,cash\n1,1\n2,1\n1,1\n'), 'ERR_DUPLICATE', 'accounts.csv:4', 'account 1'],
  ['id of letters', accounts('id,cash\nbob,1\n'), 'ERR_RANGE', 'accounts.csv:2', 'id is "bob"', '1 to 4294967294'],
  ['id zero', accounts('id,cash\n0,1\n'), 'ERR_RANGE', 'accounts.csv:2', 'id is "0"'],
  ['id too large', accounts('id,cash\n4294967295,1\n'), 'ERR_RANGE', 'accounts.csv:2', '4294967295'],
  ['bad owner', accounts('id,owner,cash\n1,x,1\n'), 'ERR_RANGE', 'accounts.csv:2', 'owner is "x"'],
  ['cash empty', accounts('id,cash\n1,\n'), 'ERR_DECIMAL', 'accounts.csv:2', 'cash is ""', 'such as -12.50'],
  ['cash in words', accounts('id,cash\n1,much\n'), 'ERR_DECIMAL', 'accounts.csv:2', 'cash is "much"'],
  ['cash NaN', accounts('id,cash\n1,NaN\n'), 'ERR_DECIMAL', 'accounts.csv:2', 'cash is "NaN"'],
  ['cash Infinity', accounts('id,cash\n1,-Infinity\n'), 'ERR_DECIMAL', 'accounts.csv:2', '"-Infinity"'],
  ['exponent', accounts('id,cash\n1,1e6\n'), 'ERR_DECIMAL', 'accounts.csv:2', 'cash is "1e6"'],
  ['plus sign', accounts('id,cash\n1,+5\n'), 'ERR_DECIMAL', 'accounts.csv:2', '"+5"'],
  ['spaces', accounts('id,cash\n1, 5\n'), 'ERR_DECIMAL', 'accounts.csv:2', '" 5"'],
  ['too fine', accounts('id,cash\n1,0.0000001\n'), 'ERR_PRECISION', 'accounts.csv:2', '0.0000001', '0 and 0.000001'],
  ['overflow', accounts('id,cash\n1,9000000000000000000\n'), 'ERR_RANGE', 'accounts.csv:2', 'the limit is'],
  ['very long', accounts(`id,cash\n1,${'9'.repeat(50)}\n`), 'ERR_DECIMAL', 'accounts.csv:2', 'at most 40'],
  ['unknown class', accounts('id,class,cash\n1,whale,1\n'), 'ERR_ACCOUNT_CLASS', 'accounts.csv:2', '"whale"', 'pool'],
  ['class of Object', accounts('id,class,cash\n1,toString,1\n'), 'ERR_ACCOUNT_CLASS', 'accounts.csv:2'],
  ['two deficits', accounts('id,class,cash\n1,deficit,0\n2,deficit,0\n'), 'ERR_DUPLICATE', 'accounts.csv:3'],
  ['bad exempt', accounts('id,exempt,cash\n1,yes,1\n'), 'ERR_CONFIG', 'accounts.csv:2', 'exempt is "yes"'],
  ['negative reserve', accounts('id,cash,reserved\n1,1,-1\n'), 'ERR_RANGE', 'accounts.csv:2', 'reserved is -1'],
]

test('every bad account is refused with file, line, text and way out', async () => {
  for (const refusal of REFUSED) await refused(refusal)
})

test('columns stand in any order, and what is left out has a default', async () => {
  const { engine } = await load({
    'accounts.csv': 'reserved,cash,exempt,id,owner\n,-49500,,1,\n12.5,60000,true,2,1\n',
  })
  assert.is(engine.account(1).owner, 1)
  assert.is(engine.account(1).exempt, false)
  assert.is(engine.account(2).owner, 1)
  assert.is(engine.account(2).exempt, true)
  assert.is(engine.account(2).reservedAtoms, 12_500_000n)
})

test('collateral is what the book calls cash plus the cost of the open positions', async () => {
  const byCash = await load()
  const byCollateral = await load({ 'accounts.csv': 'id,collateral\n1,500\n2,10000\n' })
  assert.is(byCollateral.engine.stateHash(), byCash.engine.stateHash())
})

test('a file with a header and no rows is an empty book', async () => {
  const { engine } = await load({
    'accounts.csv': 'id,cash\n',
    'positions.csv': 'account,market,size,entryPrice\n',
  })
  assert.is(engine.accountIds().length, 2, 'the external row and the deficit row')
  assert.is(engine.checkSync().checked, 0)
})

test('an empty line is passed by, and still counted', async () => {
  assert.is((await load({ 'accounts.csv': `\n${SMALL['accounts.csv']}\n\n` })).engine.checkSync().checked, 2)
  await refused(['after an empty line', accounts('id,cash\n\n1,x\n'), 'ERR_DECIMAL', 'accounts.csv:3'])
})

test.run()
