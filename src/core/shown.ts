// What a caller gave, as messages name it. A message has to come out whatever was given: a Symbol, an object that is no
// text, a proxy that throws, a column whose memory is gone, text without end.

const MOST_CHARS = 48
const MOST_ENTRIES = 8
/** A longer number would take long to be written down, and nobody would read it. */
const MOST_BITS = 512n
const MOST_BIGINT = 1n << MOST_BITS

/** In a few words, text in quotes. Never throws. */
export function shown(value: unknown): string {
  return shownAt(value, 0)
}

/** The same, a name that is text as it is. */
export function named(value: unknown): string {
  return typeof value === 'string' ? value : shown(value)
}

/** What somebody else's code has thrown. Never throws. */
export function reasonOf(cause: unknown): string {
  try {
    return String(cause)
  } catch {
    return shown(cause)
  }
}

/** 'Array', 'Uint8Array', 'Undefined', …: what it says that it is. Never throws. */
export function kindOf(value: unknown): string {
  try {
    return cut(Object.prototype.toString.call(value).slice('[object '.length, -1))
  } catch {
    // A trap or getter of the caller's own.
    return 'Object'
  }
}

/** Whether it is a function that can only be called with `new`. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}

function shownAt(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'bigint':
      return value < MOST_BIGINT && value > -MOST_BIGINT ? `${value}` : `a number of more than ${MOST_BITS} bits`
    case 'symbol':
      return cut(String(value))
    case 'function':
      return isClass(value) ? 'a class' : 'a function'
    case 'object':
      return value === null ? 'null' : shownObject(value, depth)
    default:
      return String(value)
  }
}

function shownObject(value: object, depth: number): string {
  try {
    if (depth === 0 && Array.isArray(value)) {
      const entries = Array.from({ length: Math.min(value.length, MOST_ENTRIES) }, (_, index) => {
        return shownAt(value[index], depth + 1)
      })
      return `[${entries.join(', ')}${value.length > MOST_ENTRIES ? `, … (${value.length} entries)` : ''}]`
    }
  } catch {
    // Looking at it throws: it is named by its kind.
  }
  const kind = kindOf(value)
  if (kind === 'Object') return 'an object'
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`
}

function quoted(text: string): string {
  if (text.length <= MOST_CHARS) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, MOST_CHARS))}… (${text.length} characters)`
}

function cut(text: string): string {
  return text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS)}…`
}
