// Values that no caller should send, and small changes of those that one should.

import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import type { Chance } from '../oracles/chance.ts'

/** What a getter, a trap or a conversion of the caller's own throws: that may come out again. */
export class CallersOwn extends Error {
  override readonly name = 'CallersOwn'
}

const throwing = (): never => {
  throw new CallersOwn('of the caller')
}

const detached = () => {
  const column = new BigInt64Array(2)
  structuredClone(column.buffer, { transfer: [column.buffer] })
  return column
}

class Longer extends Uint32Array {
  override get length(): number {
    return 1_000_000
  }
}
class Elsewhere extends BigInt64Array {
  static get [Symbol.species](): never {
    return throwing()
  }
}
class OwnTicks extends BigInt64Array {
  override slice(): never {
    return throwing()
  }
}

const onShared = (bytes: number) => new SharedArrayBuffer(bytes)

/** Made anew each time: a command may keep or change them. */
const MAKERS: readonly (() => unknown)[] = [
  ...[undefined, null, true, false, Number.NaN, -0, 0, 1, -1, 0.5, 1e300, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1].map(
    (value) => () => value,
  ),
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 65_535, 65_536, -(2 ** 31)].map((value) => () => value),
  ...[0n, -1n, 1n, 2n ** 63n, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n, 10n ** 40n, 2n ** 61n + 1n].map(
    (value) => () => value,
  ),
  ...['', '5', '0x10', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'long', '\u0000', '😀'].map(
    (value) => () => value,
  ),
  () => 'x'.repeat(5_000),
  () => Symbol('a symbol'),
  () => Symbol.iterator,
  () => [],
  () => new Array(5),
  () => [1, 2, 3],
  () => [[1n]],
  () => ({}),
  () => Object.create(null),
  () => Object.freeze({ id: 1 }),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  () => ({ toString: throwing, valueOf: throwing, [Symbol.toPrimitive]: throwing }),
  () => ({ toString: 5, valueOf: 5 }),
  () => throwing,
  () => () => {},
  () => class {},
  () => new Date(Number.NaN),
  () => /x/g,
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => Promise.resolve(5),
  () => new Error('an error'),
  () => new Number(5),
  () => Object(5n),
  () => new String('trader'),
  () => new Proxy({}, { get: throwing, ownKeys: throwing, has: throwing, getPrototypeOf: throwing }),
  () => new Proxy(new Uint32Array(2), {}),
  () => new Proxy([], {}),
  () => new Uint8Array(3),
  () => new Uint32Array(3),
  () => new Float64Array([1, Number.NaN]),
  () => new BigInt64Array([1n, 2n]),
  () => new BigUint64Array([2n ** 64n - 1n]),
  () => new Uint32Array(onShared(8)),
  () => new BigInt64Array(onShared(8)),
  () => detached(),
  () => new Longer(2),
  () => new Elsewhere(2),
  () => new OwnTicks(2),
  () => new DataView(new ArrayBuffer(8)),
  () => new ArrayBuffer(8),
  () => Buffer.from('abc'),
  () => runInNewContext('new BigInt64Array(2)'),
  () => runInNewContext('({ id: 7 })'),
]

/** Whatever fast-check thinks of, by a seed of its own. */
const anything = fc.sample(
  fc.anything({
    ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true },
    ...{ withObjectString: true, withTypedArray: true, withSparseArray: true, maxDepth: 2 },
  }),
  { numRuns: 1_500, seed: 20_251_010 },
)

export function wildValue(chance: Chance): unknown {
  return chance.once(4) ? chance.pick(anything) : chance.pick(MAKERS)()
}

/** One or two changes somewhere in the arguments of a command. */
export function changed(args: readonly unknown[], chance: Chance): unknown[] {
  const result = [...args]
  const where = chance.below(12)
  if (where === 0) result.splice(chance.below(result.length + 1), 1)
  else if (where === 1) result.push(wildValue(chance))
  else if (result.length > 0) {
    const at = chance.below(result.length)
    try {
      result[at] = changedValue(result[at], chance, 0)
    } catch {
      // Changed before, so that nobody can look at it.
      result[at] = wildValue(chance)
    }
  }
  return chance.once(5) ? changed(result, chance) : result
}

function changedValue(value: unknown, chance: Chance, depth: number): unknown {
  if (chance.once(3)) return wildValue(chance)
  if (typeof value === 'number') return value + chance.pick([1, -1, 0.5, 2 ** 32, -2 * value, Number.NaN])
  if (typeof value === 'bigint') return chance.pick([value + 1n, -value, value * 2n ** 40n, Number(value), `${value}`])
  if (typeof value === 'string') return chance.pick([`${value}x`, value.toUpperCase(), [value], new String(value)])
  if (ArrayBuffer.isView(value)) return changedColumn(value as Uint32Array, chance)
  if (Array.isArray(value) && value.length > 0 && depth < 3) {
    const copy = [...value]
    const at = chance.below(copy.length)
    if (chance.once(4)) delete copy[at]
    else copy[at] = changedValue(copy[at], chance, depth + 1)
    return copy
  }
  if (typeof value === 'object' && value !== null && depth < 3) return changedObject(value, chance, depth)
  return wildValue(chance)
}

function changedObject(value: object, chance: Chance, depth: number): unknown {
  const keys = Object.keys(value)
  const copy: Record<string, unknown> = { ...value }
  if (keys.length > 0 && chance.once(2)) {
    const key = chance.pick(keys)
    if (chance.once(4)) delete copy[key]
    else copy[key] = changedValue(copy[key], chance, depth + 1)
    return copy
  }
  switch (chance.below(8)) {
    case 0:
      return Object.freeze(copy)
    case 1:
      return new Proxy(copy, {})
    case 2:
      return Object.create(copy)
    case 3: {
      // Gives another answer each time.
      const getters = keys.map((key) => [key, { enumerable: true, get: () => wildOrNot(copy[key], chance) }] as const)
      return Object.defineProperties({}, Object.fromEntries(getters))
    }
    case 4:
      Object.defineProperty(copy, chance.pick(['__proto__', 'constructor', 'toString', 'then']), {
        ...{ value: wildValue(chance), enumerable: true, configurable: true },
      })
      return copy
    case 5:
      return Object.assign(Object.create(null), copy)
    case 6:
      return keys.length > 0
        ? Object.defineProperty(copy, chance.pick(keys), { get: throwing, enumerable: true })
        : copy
    default:
      return { ...copy, [chance.pick(['polluted', 'extra', 'lenght', '0'])]: wildValue(chance) }
  }
}

const wildOrNot = (value: unknown, chance: Chance) => (chance.once(3) ? wildValue(chance) : value)

function changedColumn(column: Uint32Array, chance: Chance): unknown {
  if (Buffer.isBuffer(column)) return wildValue(chance)
  const { constructor: Column } = column as unknown as { constructor: new (...args: unknown[]) => Uint32Array }
  switch (chance.below(9)) {
    case 0:
      return column.subarray(0, chance.below(column.length + 1))
    case 1: {
      const longer = new Column(column.length + 1 + chance.below(3))
      longer.set(column)
      return longer
    }
    case 2:
      return Array.from(column as Iterable<unknown>)
    case 3: {
      const shared = new Column(onShared(column.byteLength))
      shared.set(column)
      return shared
    }
    case 4: {
      const gone = column.slice()
      structuredClone(gone.buffer, { transfer: [gone.buffer] })
      return gone
    }
    case 5:
      return new Uint8Array(column.buffer.slice(0))
    case 6:
      return new Proxy(column, {})
    case 7:
      return Object.defineProperty(column.slice(), 'length', { value: chance.pick([0, 1, 2 ** 32, Number.NaN]) })
    default: {
      const other = column.slice()
      if (other.length > 0) other[chance.below(other.length)] = (typeof other[0] === 'bigint' ? -1n : 4e9) as number
      return other
    }
  }
}

/** What can be said of arguments in a line. */
export function shownArgs(args: readonly unknown[]): string {
  return `(${args.map((value) => shownValue(value, 0)).join(', ')})`
}

function shownValue(value: unknown, depth: number): string {
  try {
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
    if (typeof value === 'symbol' || typeof value === 'function') return typeof value
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
    const name = Object.prototype.toString.call(value).slice(8, -1)
    if (ArrayBuffer.isView(value)) {
      const column = value as Uint32Array
      const text = column.byteLength > 200 || name === 'DataView' ? '…' : Array.from(column as Iterable<unknown>).join()
      return `${name}${column.buffer instanceof SharedArrayBuffer ? ' shared' : ''}[${text}]`
    }
    if (depth > 3) return '…'
    const parts = Reflect.ownKeys(value)
      .slice(0, 30)
      .map((key) => {
        const { get, value: part } = Object.getOwnPropertyDescriptor(value, key) ?? {}
        return `${String(key)}: ${get === undefined ? shownValue(part, depth + 1) : 'getter'}`
      })
    const inherits = Object.getPrototypeOf(value) === null ? ' of null' : ''
    return `${Array.isArray(value) ? 'Array' : name === 'Object' ? '' : name}${inherits}{ ${parts.join(', ')} }`
  } catch {
    return 'a proxy that throws'
  }
}
