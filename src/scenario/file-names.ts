// The files of a scenario folder.

export const VENUE_FILE = 'venue.json'
export const ACCOUNTS_FILE = 'accounts.csv'
export const POSITIONS_FILE = 'positions.csv'
export const MARKS_FILE = 'marks.csv'
/** Stands alone: the book is made from it. */
export const GENERATOR_FILE = 'generator.json'
