// Scenario folders with changes in their files: they are loaded, and the book is sound, or a BallastError says where.

import { readFileSync, rmSync } from 'node:fs'
import { BallastError } from '../../src/index.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { Chance } from '../oracles/chance.ts'
import { BTC, folderOf, json, SMALL, VENUE } from '../scenario/folders.ts'
import type { Report } from './finding.ts'

type Bytes = Record<string, Buffer>

/** A generator may be asked for millions of rows, which it then makes: that is no mistake, but takes too long here. */
class TooLong extends Error {}
const MOST_ROWS = 20_000

const smallBook = new URL('../../fixtures/small-book/', import.meta.url)
const inBytes = (files: Record<string, string>): Bytes => {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))
}

const POOLED = {
  ...VENUE,
  pools: [{ name: 'main', account: 900, cash: '1000', floor: '5' }],
  markets: [{ ...BTC, pool: 'main', takeoverLimit: '2', maxMarkAgeMs: 5_000 }],
  counts: { accounts: 2, positions: 2, marks: 3 },
}

/** Each is loaded as it is first: `playScenarios` finds that out too. */
const FOLDERS: readonly Bytes[] = [
  inBytes(SMALL),
  inBytes(SMALL),
  inBytes({ ...SMALL, 'venue.json': json({ ...VENUE, counts: { accounts: 2, positions: 2, marks: 3 } }) }),
  inBytes({ ...SMALL, 'venue.json': json(POOLED) }),
  inBytes({ 'generator.json': json({ format: 1, seed: '7', accounts: 20, positions: 60, markets: 3 }) }),
  Object.fromEntries(
    ['venue.json', 'accounts.csv', 'positions.csv', 'marks.csv'].map((name) => [
      name,
      readFileSync(new URL(name, smallBook)),
    ]),
  ),
]

export async function playScenarios(seed: number, report: Report): Promise<void> {
  const chance = new Chance(seed)
  const files = { ...chance.pick(FOLDERS) }
  const done: string[] = []
  for (let times = chance.below(3); times > 0 || done.length === 0; times -= 1) done.push(change(files, chance))
  const input = done.join('; ')
  report.inputs += 1
  const folder = folderOf(files as unknown as Record<string, string>)
  try {
    const onProgress = ({ rows }: { rows: number }) => {
      if (rows > MOST_ROWS) throw new TooLong()
    }
    const { engine } = await loadScenario(folder, { kernel: 'reference', onProgress })
    report.accepted += 1
    const { findings } = engine.audit()
    if (findings.length > 0) report.find(`loaded, and the audit finds: ${findings[0]}`, input)
    engine.close()
  } catch (error) {
    if (error instanceof BallastError) report.refuse(error.code)
    else if (error instanceof TooLong) report.note('left: too many rows')
    else report.find(error, input)
  }
  if (({} as Record<string, unknown>).polluted !== undefined) report.find('every object is polluted', input)
  rmSync(folder, { recursive: true })
}

function change(files: Bytes, chance: Chance): string {
  const name = chance.pick(Object.keys(files))
  const bytes = files[name]!
  if (chance.once(25)) {
    delete files[name]
    if (Object.keys(files).length === 0) files[name] = bytes
    return `${name} is gone`
  }
  if (chance.once(2)) return changeGently(files, name, chance)
  if (chance.once(4)) return changeBytes(files, name, chance)
  return name.endsWith('.json') ? changeJson(files, name, chance) : changeRows(files, name, chance)
}

/** What may well be loaded: other digits, other white space. */
function changeGently(files: Bytes, name: string, chance: Chance): string {
  const text = files[name]!.toString('latin1')
  const set = (changed: string, what: string) => {
    files[name] = Buffer.from(changed, 'latin1')
    return `${name}: ${what}`
  }
  if (chance.once(5)) return set(`${text}\n\n`, 'empty lines at its end')
  if (chance.once(5)) return set(text.replaceAll('\n', '\r\n'), 'lines end as on Windows')
  // The last digits of numbers: ids stay what they are, mostly.
  const digits = [...text.matchAll(/\d(?=[^\d.]|$)/g)].map(({ index }) => index)
  if (digits.length === 0) return changeBytes(files, name, chance)
  const at = chance.pick(digits)
  return set(`${text.slice(0, at)}${chance.below(10)}${text.slice(at + 1)}`, `another digit at ${at}`)
}

function changeBytes(files: Bytes, name: string, chance: Chance): string {
  const bytes = files[name]!
  const at = chance.below(bytes.length + 1)
  const length = 1 + chance.below(chance.pick([1, 3, 40]))
  const put = (middle: Uint8Array, from: number) => {
    files[name] = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(from)])
  }
  const ODD = ['\u0000', '\ufeff', '\r', '\n', '"', ',', '\\u0000', '{', ']', '-', '0', '9'.repeat(50), 'e5', '💥']
  switch (chance.below(5)) {
    case 0:
      put(Buffer.alloc(0), at + length)
      return `${length} bytes of ${name} at ${at} are gone`
    case 1: {
      const odd = chance.pick(ODD)
      put(Buffer.from(odd), at)
      return `${JSON.stringify(odd)} is put into ${name} at ${at}`
    }
    case 2:
      put(Buffer.of(chance.below(256)), at + 1)
      return `byte ${at} of ${name} is another one`
    case 3:
      files[name] = bytes.subarray(0, at)
      return `${name} ends at ${at}`
    default:
      put(bytes.subarray(at, at + length), at)
      return `${length} bytes of ${name} at ${at} stand twice`
  }
}

const CELLS = [
  ...['', '0', '-0', '-1', '1', '1e5', '1.5', '0.0000000001', 'NaN', 'Infinity', '0x10', '+5', ' 5', '5 ', '٣'],
  ...['9'.repeat(18), '9'.repeat(19), '9'.repeat(60), '4294967295', '4294967296', '1000000000000', '"', '"5"', '5,5'],
  ...['BTC', 'btc', '__proto__', 'constructor', 'toString', 'trader', 'pool', 'external', 'deficit', 'true', '\u0000'],
  'x'.repeat(70_000),
]

function changeRows(files: Bytes, name: string, chance: Chance): string {
  const rows = files[name]!.toString('latin1').split('\n')
  const at = chance.below(rows.length)
  const other = chance.below(rows.length)
  let what = ''
  switch (chance.below(6)) {
    case 0:
      rows.splice(at, 1)
      what = `row ${at} is gone`
      break
    case 1:
      rows.splice(other, 0, rows[at]!)
      what = `row ${at} stands in ${other} too`
      break
    case 2:
      ;[rows[at], rows[other]] = [rows[other]!, rows[at]!]
      what = `rows ${at} and ${other} have changed places`
      break
    default: {
      const cells = rows[at]!.split(',')
      const column = chance.below(cells.length)
      const cell = chance.pick(CELLS)
      if (chance.once(6)) cells.splice(column, chance.below(2), cell)
      else cells[column] = cell
      rows[at] = cells.join(',')
      what = `row ${at} is ${rows[at]!.slice(0, 80)}`
    }
  }
  files[name] = Buffer.from(rows.join(chance.once(8) ? '\r\n' : '\n'), 'latin1')
  return `${name}: ${what}`
}

/** Sizes that a generator or book would take at their word, and take minutes for, are left out. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1, 2, 0.5, 1e12, 1e300, 2 ** 53, -(2 ** 31), '', '0', '-1', '1e5', '0.5', 'x'],
  ...['9'.repeat(19), '9'.repeat(41), '0.000000000000000001', '__proto__', 'toString', 'BTC', 'main', 'depleted'],
  ...[[], {}, [[]], [null], { __proto__: null }, 'x'.repeat(9_000)],
]

/** Part by part, so that keys such as `__proto__` stay. */
function stringified(whole: unknown): string {
  return JSON.stringify(whole, (_, part) => part)
}

function changeJson(files: Bytes, name: string, chance: Chance): string {
  let whole: unknown
  try {
    whole = JSON.parse(files[name]!.toString())
    // Fifty thousand lists in one another can be read, and not be written again.
    stringified(whole)
  } catch {
    return changeBytes(files, name, chance)
  }
  if (chance.once(30)) {
    files[name] = Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    return `${name} is fifty thousand lists in one another`
  }
  const place = placeIn(whole, chance)
  if (place === null) return changeBytes(files, name, chance)
  const { parent, key, path } = place
  const value = chance.pick(VALUES)
  const kind = chance.below(5)
  let text: string
  if (kind === 0) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
    text = JSON.stringify(whole)
  } else if (kind === 1) {
    const odd = chance.pick(['__proto__', 'constructor', 'extra', 'toString', ''])
    text = stringified(whole).replace('{', `{${JSON.stringify(odd)}:{"polluted":true},`)
  } else {
    ;(parent as Record<string, unknown>)[key] = value
    text = JSON.stringify(whole)
  }
  files[name] = Buffer.from(text)
  const said = ['is gone', 'has a stranger before it'][kind] ?? `is ${JSON.stringify(value)?.slice(0, 60)}`
  return `${name}: ${path} ${said}`
}

interface Place {
  readonly parent: Record<string, unknown>
  readonly key: string
  readonly path: string
}

function placeIn(value: unknown, chance: Chance, path = ''): Place | null {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return null
  const key = chance.pick(Object.keys(value))
  const parent = value as Record<string, unknown>
  const here = `${path}/${key}`
  return (chance.once(4) ? null : placeIn(parent[key], chance, here)) ?? { parent, key, path: here }
}
