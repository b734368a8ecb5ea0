// The folder of 10 October 2025 for tests: as it is, or with some of its files changed.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { BallastError } from '../../src/core/errors.ts'
import { openCalibrated } from '../../src/scenario/calibrated.ts'
import type { Calibration } from '../../src/scenario/calibrated-schema.ts'
import { type Files, folderOf, json } from './folders.ts'

export const OCTOBER = fileURLToPath(new URL('../../fixtures/oct-10-2025', import.meta.url))

const NAMES = ['calibration.json', 'markets.csv', 'minutes.csv', 'published.json']
export const FILES: Files = Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(OCTOBER, name), 'utf8')]))
export const CALIBRATION = JSON.parse(FILES['calibration.json']!) as Calibration

/** The same folder with a book that is quickly made. */
export const SMALL: Calibration = {
  ...CALIBRATION,
  accounts: 3_000,
  positions: 4_000,
  longs: { accounts: 900, concentration: upTo(600, CALIBRATION.longs.concentration) },
  shorts: { accounts: 700, concentration: upTo(600, CALIBRATION.shorts.concentration) },
  largestHold: [{ accounts: 50, least: 3, most: 40 }],
}

function upTo(most: number, points: Calibration['longs']['concentration']) {
  return points.filter(({ accounts }) => accounts <= most)
}

export const withFiles = (change: Files): string => folderOf({ ...FILES, 'calibration.json': json(SMALL), ...change })
export const withCalibration = (change: object): string =>
  withFiles({ 'calibration.json': json({ ...SMALL, ...change }) })

/** The message of what a folder is refused with, its code first. */
export async function refusalOf(folder: string): Promise<string> {
  try {
    const source = await openCalibrated(folder)
    await source.accounts(
      () => {},
      () => {},
    )
  } catch (error) {
    assert.instance(error, BallastError, String(error))
    return `${(error as BallastError).code} ${(error as BallastError).message}`
  }
  return 'accepted'
}
