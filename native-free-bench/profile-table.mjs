// Adds samples up by function and part, and prints a table a thread, at most a hundred columns wide.

const PARTS = {
  javascript: 'JavaScript',
  kernel: 'kernel',
  v8: 'V8',
  gc: 'GC',
  compile: 'compile',
  wait: 'Atomics.wait',
  idle: 'idle',
  log: 'log',
}
const SHARES_A_LINE = 5
const NAME_COLUMNS = 30
const WHERE_COLUMNS = 38
const INSIDE_ROWS = 8
const INSIDE_COLUMNS = 76

/**
 * @param ticks { part, code, inside, weight }: the part of the time, the function that it counts for, the function of
 *   V8 that ran inside of it, and how much the sample weighs, else 1
 */
export function summarise(ticks) {
  const parts = Object.fromEntries(Object.keys(PARTS).map((part) => [part, 0]))
  const functions = new Map()
  const insides = new Map()
  let total = 0
  for (const { part, code, inside, weight = 1 } of ticks) {
    total += weight
    parts[part] += weight
    if (inside !== undefined) insides.set(inside, (insides.get(inside) ?? 0) + weight)
    const { name, where } = code ?? { name: `(${PARTS[part]})`, where: '' }
    const key = `${name} ${where}`
    const row = functions.get(key) ?? { name, where, total: 0, inV8: 0 }
    row.total += weight
    if (part === 'v8') row.inV8 += weight
    functions.set(key, row)
  }
  const inside = [...insides].map(([name, count]) => ({ name, total: count }))
  return { total, parts, functions: descending([...functions.values()]), inside: descending(inside) }
}

/** Equal ones by name, so that a table does not depend on the order of the samples. */
function descending(rows) {
  return rows.sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
}

/** @param unit what the samples are counted in: `ticks` or `ms` */
export function threadLines({ thread, unit, spanMicros, silentMicros }, { total, parts, functions, inside }, top) {
  if (total === 0) return [`${thread}: ended before it was asked once`]
  const share = (count) => `${((100 * count) / total).toFixed(1)} %`
  const number = (count) => Math.round(count).toLocaleString('en-US')
  const cells = (count) => `  ${number(count).padStart(9)}${share(count).padStart(9)}`
  const tellsV8 = inside.length > 0
  const shown = Object.entries(PARTS).filter(([part]) => parts[part] > 0)
  const silence = silentMicros > 0 ? `, ${(silentMicros / 1e6).toFixed(1)} s of it asleep or not asked` : ''
  const lines = [
    `${thread}: ${number(total)} ${unit} in ${(spanMicros / 1e6).toFixed(1)} s${silence}`,
    ...inLines(shown.map(([part, label]) => `${label} ${share(parts[part])}`)),
    `  ${unit.padStart(9)}${'share'.padStart(9)}${tellsV8 ? '    in V8' : ''}` +
      `  ${'function'.padEnd(NAME_COLUMNS)} where`,
  ]
  for (const { name, where, total: count, inV8 } of functions.slice(0, top)) {
    const within = tellsV8 ? (inV8 > 0 ? share(inV8) : '').padStart(9) : ''
    lines.push(`${cells(count)}${within}  ${fit(name, NAME_COLUMNS)} ${fit(where, WHERE_COLUMNS)}`.trimEnd())
  }
  if (functions.length > top) lines.push(`  and ${number(functions.length - top)} functions more`)
  if (!tellsV8) return lines
  lines.push(`  ${unit.padStart(9)}${'share'.padStart(9)}  inside V8, whoever called`)
  for (const { name, total: count } of inside.slice(0, INSIDE_ROWS)) {
    lines.push(`${cells(count)}  ${fit(name, INSIDE_COLUMNS).trimEnd()}`)
  }
  return lines
}

function inLines(shares) {
  return [shares.slice(0, SHARES_A_LINE), shares.slice(SHARES_A_LINE)]
    .filter((some) => some.length > 0)
    .map((some) => `  ${some.join(', ')}`)
}

/** Long names keep both ends: the start of a path says little, the end of a name is cut rarely. */
function fit(text, columns) {
  if (text.length <= columns) return text.padEnd(columns)
  const end = Math.ceil((columns - 1) * 0.7)
  return `${text.slice(0, columns - 1 - end)}…${text.slice(-end)}`
}
