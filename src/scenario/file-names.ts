// The files of a scenario folder.

export const VENUE_FILE = 'venue.json'
export const ACCOUNTS_FILE = 'accounts.csv'
export const POSITIONS_FILE = 'positions.csv'
export const MARKS_FILE = 'marks.csv'
/** Stands alone: the book is made from it. */
export const GENERATOR_FILE = 'generator.json'
/** A book calibrated to published facts: this, the two tables of facts, and the totals to compare with. */
export const CALIBRATION_FILE = 'calibration.json'
export const MARKET_FACTS_FILE = 'markets.csv'
export const MINUTE_FACTS_FILE = 'minutes.csv'
export const PUBLISHED_FILE = 'published.json'
