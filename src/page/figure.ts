// What a page shows, figure by figure: columns of values, and how they are drawn. The chart, the table and the CSV of a
// figure are made of the same columns, so they cannot differ.

/**
 * `atoms`: money, as the text of a whole number of atoms. `decimal`: an exact decimal as text. `id`: a number that is a
 * name. `time`: milliseconds. `ppm`: a share.
 */
export type ColumnKind = 'text' | 'count' | 'id' | 'atoms' | 'decimal' | 'ppm' | 'time'

export type Cell = string | number | null

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  readonly values: readonly Cell[]
  /** Of `text`: the values are places in this list. */
  readonly words?: readonly string[]
  /** Of `atoms`: every place is shown, so that what is seen adds up. */
  readonly exact?: boolean
}

/** Names of colours, each the same thing wherever it is seen. */
export type Role = 'book' | 'pools' | 'adl' | 'other' | 'fund' | 'own' | 'socialised' | 'deficit' | 'plain' | 'beside'

/** Columns by their place. */
export interface Chart {
  /** `band`: the first of `series` as a line, the second and third as the bounds of an interval around it. */
  readonly kind: 'lines' | 'stacked' | 'band'
  readonly x: number
  readonly series: readonly number[]
  /** One for each of `series`; without them colours are dealt in turn. */
  readonly roles?: readonly Role[]
  /** Percent since the first value rather than the value. */
  readonly change?: boolean
  readonly logX?: boolean
  /** Nothing is no point then. */
  readonly logY?: boolean
  /** A value holds until the next one. */
  readonly steps?: boolean
  /** Every value has a dot of its own. */
  readonly dots?: boolean
  /** Columns of `series` that are single points. */
  readonly points?: readonly number[]
  /** So many of `series` are drawn at first; all when left out. */
  readonly shown?: number
  /** Charts of one name move their cursors together. */
  readonly sync?: string
  /** The upright axis goes from nothing to the whole, 100 %. */
  readonly whole?: boolean
  /** What the upright axis counts. */
  readonly unit: string
}

/** A bar in each row of a table. */
export interface Bars {
  readonly parts: readonly number[]
  readonly roles: readonly Role[]
  /** The column that the bars stand behind; the last when left out. */
  readonly after?: number
  /** Each bar begins where the one above has ended. */
  readonly falling?: boolean
  /** The role of each row's single part, instead of one for each of `parts`. */
  readonly rowRoles?: readonly Role[]
}

export interface Figure {
  /** Lower-case letters and hyphens: names elements and files. */
  readonly id: string
  readonly title: string
  /** What is seen, and what was left out. */
  readonly note?: string
  readonly columns: readonly Column[]
  readonly chart?: Chart
  readonly bars?: Bars
  /** Rows of the table that are seen at first; the rest on demand. */
  readonly first?: number
  /** The last row is a sum of those above. */
  readonly total?: boolean
}

export const atomsText = (atoms: bigint | null): string | null => (atoms === null ? null : atoms.toString())

/** A column of text that repeats itself, with each word once. */
export function wordColumn(name: string, texts: readonly (string | null)[]): Column {
  const places = new Map<string, number>()
  const values = texts.map((text) => {
    if (text === null) return null
    const place = places.get(text) ?? places.size
    places.set(text, place)
    return place
  })
  return { name, kind: 'text', values, words: [...places.keys()] }
}
