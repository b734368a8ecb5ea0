// A scenario folder into an engine.

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BallastError, demand, demandObject, ErrorCode } from '../core/errors.ts'
import { MAX_POSITIONS, MAX_ROWS, MAX_TIME_MS } from '../core/limits.ts'
import { shown } from '../core/shown.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { EngineOptions } from '../engine/options.ts'
import { openCalibrated } from './calibrated.ts'
import { exists, openCsvSource } from './csv-source.ts'
import { CALIBRATION_FILE, GENERATOR_FILE, VENUE_FILE } from './file-names.ts'
import { openGenerator } from './generator.ts'
import type { HouseIds } from './house-rows.ts'
import { importBook } from './import-book.ts'
import { fileError } from './place-error.ts'
import { type PlayedMarks, playMarks } from './play-marks.ts'
import { readJson } from './read-json.ts'
import { roundOptionsOf } from './round-terms.ts'
import type { Progress, Pulse, ScenarioSource } from './source.ts'
import type { Venue } from './venue.ts'
import { checkGeneratorFile } from './venue-schema.ts'

/** A folder has exactly one of these. */
const DESCRIPTIONS = [VENUE_FILE, GENERATOR_FILE, CALIBRATION_FILE]

/** What an engine is opened with besides what its scenario says. */
export type Machinery = Pick<EngineOptions, 'kernel' | 'executor'>

export interface LoadOptions extends Machinery {
  /** Apply marks up to this time, in milliseconds; all of them when left out. */
  readonly atMs?: number
  readonly onProgress?: (progress: Progress) => void
  /** Ends the loading with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface LoadedScenario extends PlayedMarks {
  readonly engine: Engine
  readonly venue: Venue
  readonly house: HouseIds
}

/** @throws BallastError naming file and line or field */
export async function loadScenario(folder: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  return loadSource(await openScenario(folder), options)
}

/** The scenario that a folder holds: CSV files with a venue.json, a generator.json alone, or a calibration.json. */
export async function openScenario(folder: string): Promise<ScenarioSource> {
  await demandFolder(folder)
  const found: string[] = []
  for (const file of DESCRIPTIONS) if (await exists(join(folder, file))) found.push(file)
  const [file] = found
  if (file === undefined) {
    const message = `${folder} is no scenario: it holds neither ${DESCRIPTIONS.join(' nor ')}`
    throw new BallastError(ErrorCode.FILE, message)
  }
  demand(found.length === 1, ErrorCode.FILE, () => `${folder} holds both ${found.join(' and ')}: keep one of them`)
  if (file === VENUE_FILE) return openCsvSource(folder)
  if (file === CALIBRATION_FILE) return openCalibrated(folder)
  return openGenerator(checkGeneratorFile(await readJson(join(folder, GENERATOR_FILE)), GENERATOR_FILE))
}

export async function loadSource(source: ScenarioSource, options: LoadOptions = {}): Promise<LoadedScenario> {
  demandObject(source, 'source')
  demandObject(options, 'options')
  const { atMs = MAX_TIME_MS } = options
  const pulse = pulseOf(options)
  const { engine, house } = await fillEngine(source, options, pulse)
  const played = await playMarks(engine, source, atMs, pulse)
  return { engine, venue: source.venue, house, ...played }
}

/** A new engine with the book of a source, before any mark. */
export async function fillEngine(
  source: ScenarioSource,
  { kernel = 'fast', executor = 'inline' }: Machinery,
  pulse: Pulse,
) {
  const engine = createEngine({ ...engineOptions(source), kernel, executor })
  return { engine, house: await importBook(engine, source, pulse) }
}

export function pulseOf({ onProgress, signal }: Pick<LoadOptions, 'onProgress' | 'signal'>): Pulse {
  return (progress) => {
    signal?.throwIfAborted()
    onProgress?.(progress)
  }
}

/** Room for the scenario and an eighth more, so that a session can go on trading in it. */
export function engineOptions({ venue, counts }: ScenarioSource): EngineOptions {
  const { file, markets, pools } = venue
  const houseRows = pools.length + markets.length + 1
  const roomy = (rows: number, most: number) => Math.min(most, Math.ceil(rows * 1.125) + 1024)
  const tiers = Math.max(1, ...markets.map(({ config }) => config.tiers.length))
  return {
    atom: file.atom,
    round: roundOptionsOf(venue),
    capacity: {
      accounts: file.capacity?.accounts ?? roomy(counts.accounts + houseRows, MAX_ROWS),
      positions: file.capacity?.positions ?? roomy(counts.positions + 2 * markets.length, MAX_POSITIONS),
      markets: Math.max(1, markets.length),
      tiersPerMarket: Math.max(16, tiers),
    },
  }
}

async function demandFolder(folder: string): Promise<void> {
  demand(typeof folder === 'string', ErrorCode.CONFIG, () => `folder is ${shown(folder)}, expected the path of one`)
  try {
    const found = await stat(folder)
    demand(found.isDirectory(), ErrorCode.FILE, () => `${folder} is a file, expected the folder of a scenario`)
  } catch (error) {
    throw fileError(error, folder)
  }
}
