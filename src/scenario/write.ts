// A scenario into a folder of CSV files; the counts in its venue.json let a reader see when a file was cut short.

import { demand, demandObject, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import type { ImportedAccount } from '../engine/importer.ts'
import { ACCOUNTS_FILE, GENERATOR_FILE, MARKS_FILE, POSITIONS_FILE, VENUE_FILE } from './file-names.ts'
import { type DraftFile, FolderDraft } from './folder-draft.ts'
import type { Progress, Pulse, ScenarioSource, SourceCounts, SourceMark, SourcePosition } from './source.ts'
import { unitText } from './unit-text.ts'
import type { Venue } from './venue.ts'

export interface WriteOptions {
  /** Replaces a scenario that stands in the folder. */
  readonly force?: boolean
  readonly onProgress?: (progress: Progress) => void
  /** Ends the writing with the signal's reason; nothing is left behind then. */
  readonly signal?: AbortSignal
}

/**
 * Writes venue.json, accounts.csv, positions.csv and marks.csv: all of them, or none.
 *
 * @returns the rows written
 * @throws BallastError ERR_FILE when the folder holds something already, or the disk refuses
 */
export async function writeScenario(
  folder: string,
  source: ScenarioSource,
  options: WriteOptions = {},
): Promise<SourceCounts> {
  demand(typeof folder === 'string', ErrorCode.CONFIG, () => `folder is ${shown(folder)}, expected the path of one`)
  demandObject(source, 'source')
  demandObject(options, 'options')
  const { force = false, onProgress, signal } = options
  const pulse: Pulse = (progress) => {
    signal?.throwIfAborted()
    onProgress?.(progress)
  }
  const names = [ACCOUNTS_FILE, POSITIONS_FILE, MARKS_FILE, VENUE_FILE, GENERATOR_FILE]
  const draft = new FolderDraft(folder, names, force)
  try {
    const { venue } = source
    const counts = {
      accounts: await writeAccounts(draft.file(ACCOUNTS_FILE), source, pulse),
      positions: await writePositions(draft.file(POSITIONS_FILE), source, pulse),
      marks: await writeMarks(draft.file(MARKS_FILE), source, pulse),
    }
    // Last, so that a folder with a venue.json has the rest too.
    draft.file(VENUE_FILE).write(`${JSON.stringify({ ...venue.file, counts }, null, 2)}\n`)
    draft.commit([GENERATOR_FILE])
    return counts
  } catch (error) {
    draft.discard()
    throw error
  }
}

async function writeAccounts(file: DraftFile, source: ScenarioSource, pulse: Pulse): Promise<number> {
  const { atom } = source.venue
  let rows = 0
  file.write('id,owner,class,exempt,cash,reserved\n')
  const take = ({ id, owner = id, class: kind = 'trader', exempt, cashAtoms, reservedAtoms = 0n }: ImportedAccount) => {
    const money = `${unitText(cashAtoms, atom)},${unitText(reservedAtoms, atom)}`
    file.write(`${id},${owner},${kind},${exempt === true},${money}\n`)
    rows += 1
  }
  await source.accounts(take, pulse)
  return rows
}

async function writePositions(file: DraftFile, source: ScenarioSource, pulse: Pulse): Promise<number> {
  const { venue } = source
  let rows = 0
  let priced = true
  const take = (position: SourcePosition) => {
    if (rows === 0) {
      priced = position.entryTicks !== undefined
      file.write(positionHeader(priced))
    }
    file.write(positionLine(position, venue, priced))
    rows += 1
  }
  await source.positions(take, pulse)
  if (rows === 0) file.write(positionHeader(true))
  return rows
}

function positionHeader(priced: boolean): string {
  return `account,market,size,${priced ? 'entryPrice' : 'entryValue'}\n`
}

function positionLine(position: SourcePosition, { markets, atom }: Venue, priced: boolean): string {
  const { account, market, lots, entryValueAtoms, entryTicks } = position
  const { config, lotSize, tickSize } = markets[market]!
  demand(priced === (entryTicks !== undefined), ErrorCode.CONFIG, () => {
    return `account ${account}: either all positions of a scenario come with an entry price, or none`
  })
  const entry = entryTicks === undefined ? unitText(entryValueAtoms, atom) : unitText(entryTicks, tickSize)
  return `${account},${quoteField(config.symbol)},${unitText(lots, lotSize)},${entry}\n`
}

async function writeMarks(file: DraftFile, source: ScenarioSource, pulse: Pulse): Promise<number> {
  const { markets } = source.venue
  let rows = 0
  file.write('time,market,price\n')
  const take = ({ timeMs, market, priceTicks }: SourceMark) => {
    const { config, tickSize } = markets[market]!
    file.write(`${timeMs},${quoteField(config.symbol)},${unitText(priceTicks, tickSize)}\n`)
    rows += 1
  }
  await source.marks(take, pulse)
  return rows
}

/** Symbols are printable ASCII, commas and quotes among them. */
function quoteField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
