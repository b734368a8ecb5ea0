// Names for plain numbers, so that a row is never passed where an id is meant.

declare const brand: unique symbol
type Branded<Base, Name extends string> = Base & { readonly [brand]?: Name }

/** An account's number, 1 … 4,294,967,294. Chosen by the venue, never used twice. */
export type AccountId = Branded<number, 'AccountId'>

/** A market's number, counted from 0 in the order of listing. */
export type MarketId = Branded<number, 'MarketId'>

/** Where an account stands in the columns. May be used again after the account is closed; never leaves the engine. */
export type Row = Branded<number, 'Row'>
