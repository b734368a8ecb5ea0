// What a book costs, from the columns that the engine really opened: everything that is there for positions, slack and
// tags of pages included, over the positions that were stated; and the same for accounts.

const POSITION_COLUMNS = [
  'posMarket',
  'posSize',
  'posEntry',
  'rankKey',
  'rankEntry',
  'pageTag',
  'pageNext',
  'pagePrev',
  'binHead',
]
const ACCOUNT_COLUMNS = ['rowId', 'rowOwner', 'rowClass', 'rowFlags', 'rowCash', 'rowReserved', 'runStart', 'runCount']
const ACCOUNT_EXTRAS = ['blockStart', 'blockRoom', 'blockUsed', 'blockKind', 'idSlots', 'flagged']

export function countBytes(dist, engine) {
  const { columns } = engine.book
  const total = (names) => names.reduce((bytes, name) => bytes + columns[name].byteLength, 0)
  const positions = columns.word(dist.WORD_CAP_POSITIONS)
  const accounts = columns.word(dist.WORD_CAP_ACCOUNTS)
  const { ids, states } = engine.checkSync()
  const accountBytes = total(ACCOUNT_COLUMNS) + total(ACCOUNT_EXTRAS) + ids.byteLength + states.byteLength
  const positionBytes = total(POSITION_COLUMNS)
  return {
    statedPositions: positions,
    statedAccounts: accounts,
    perPosition: positionBytes / positions,
    perAccount: accountBytes / accounts,
    bufferMiB: columns.buffer.byteLength / 2 ** 20,
    otherMiB: (columns.buffer.byteLength + ids.byteLength + states.byteLength - positionBytes - accountBytes) / 2 ** 20,
  }
}
