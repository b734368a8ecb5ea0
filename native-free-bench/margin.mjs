// The margin check, four ways, by turns: once over a book and its forms, used for the fresh and the churned one.

import { answers, checkColumns, checkObjects, differences } from './contenders.mjs'
import { alternate, settle } from './measure.mjs'

/**
 * @param forms engine, objects and columns of one content
 * @returns milliseconds of each contender, ratios to `fast`, and how far the answers agree
 */
export function compareMargin(dist, { engine, objects, columns }, rounds) {
  const { FastKernel, ReferenceKernel, InlineExecutor, checkMargin, CheckResult, WORD_BLOCKS } = dist
  const { book } = engine
  const blocks = book.columns.word(WORD_BLOCKS)
  const kernel = new FastKernel(book)
  const reference = new InlineExecutor(book, new ReferenceKernel(book))
  const referenceResult = new CheckResult(book.columns.rowId.length)
  const last = {}
  const contenders = [
    { name: 'fast', run: () => (last.fast = engine.checkSync()) },
    { name: 'objects', run: () => (last.objects = checkObjects(objects)) },
    { name: 'columns', run: () => (last.columns = checkColumns(columns)) },
    { name: 'reference', run: () => (last.reference = checkMargin(book, reference, referenceResult)) },
    { name: 'kernel', run: () => (last.kernel = kernel.scan(0, blocks, 0)) },
  ]
  settle()
  const times = alternate(contenders, rounds)
  return {
    positions: book.positionCount,
    flagged: last.fast.count,
    atRisk: last.fast.atRisk,
    bankrupt: last.fast.bankrupt,
    times,
    ratios: ratiosTo('fast', times),
    answers: compareAnswers(engine, last, columns),
  }
}

export function ratiosTo(base, times) {
  const entries = Object.entries(times).filter(([name]) => name !== base)
  return Object.fromEntries(entries.map(([name, { median }]) => [name, median / times[base].median]))
}

function compareAnswers(engine, last, columns) {
  const ours = answers.engine(last.fast)
  const theirs = {
    objects: answers.objects(last.objects),
    columns: answers.columns(columns, last.columns),
    reference: answers.engine(last.reference),
  }
  const compared = Object.entries(theirs).map(([name, answer]) => {
    const differ = differences(ours, answer)
    const marginal = name === 'reference' ? 0 : differ.filter((id) => isMarginal(engine, id)).length
    return [name, { differ: differ.length, marginal, agrees: differ.length === marginal }]
  })
  return { ...Object.fromEntries(compared), kernel: { agrees: last.kernel === last.fast.count } }
}

/** Whether an account is so near to a line that rounding may move it: within a billionth of its notional. */
function isMarginal(engine, id) {
  const { equityAtoms, maintenanceAtomPpm, notionalAtoms } = engine.account(id)
  const ppm = 1_000_000n
  const near = (gap) => gap * gap * 10n ** 18n <= (notionalAtoms * ppm) ** 2n
  return near(equityAtoms * ppm - maintenanceAtomPpm) || near(equityAtoms * ppm)
}
