// Whether an event has the fields that its type has, of the right kind: one that was read from a file, or forged, may
// not, and an auditor has to say so instead of stumbling over it.

import type { RoundEvent } from '../engine/round-events.ts'

type Kind = 'number' | 'bigint' | 'string' | 'boolean' | 'object' | 'bigint or null' | 'string or null'

const PLACE: Readonly<Record<string, Kind>> = { version: 'number', round: 'number', pass: 'number', stage: 'number' }
const PAYMENT: Readonly<Record<string, Kind>> = { from: 'number', to: 'number', valueAtoms: 'bigint' }
const CASH: Readonly<Record<string, Kind>> = { ...PAYMENT, market: 'number' }
const MOVE: Readonly<Record<string, Kind>> = { ...CASH, lots: 'bigint', priceTicks: 'bigint' }
const LOSS: Readonly<Record<string, Kind>> = { ...MOVE, lossAtoms: 'bigint' }
const ASKED: Readonly<Record<string, Kind>> = { account: 'number', market: 'number', lots: 'bigint' }
const SIDE: Readonly<Record<string, Kind>> = { market: 'number', side: 'string' }
const SUMS: Readonly<Record<string, Kind>> = { fills: 'number', filledLots: 'bigint', valueAtoms: 'bigint' }

const FIELDS: { readonly [Type in RoundEvent['type']]: Readonly<Record<string, Kind>> } = {
  'round-opened': { sequence: 'number', timeMs: 'number', policy: 'string', stages: 'object', pools: 'object' },
  'margin-call': { account: 'number', state: 'string' },
  'own-first': LOSS,
  'liquidation-wanted': { ...ASKED, limitTicks: 'bigint or null' },
  liquidation: MOVE,
  'book-exhausted': ASKED,
  cross: MOVE,
  'fund-draw': CASH,
  takeover: { ...LOSS, closesPoolPosition: 'boolean' },
  'adl-round-opened': {
    ...SIDE,
    accounts: 'number',
    requiredLots: 'bigint',
    candidates: 'number',
    fundAtoms: 'bigint or null',
  },
  'adl-fill': { ...LOSS, rank: 'number', score: 'string or null', whole: 'boolean', candidate: 'object' },
  'hedge-close': MOVE,
  'adl-evened': CASH,
  'adl-round-closed': { ...SIDE, ...SUMS, lossAtoms: 'bigint', atMarkLots: 'bigint', leftLots: 'bigint' },
  'close-at-mark': MOVE,
  socialised: CASH,
  deficit: PAYMENT,
  'market-halted': { market: 'number' },
  'adl-proposed': { sequence: 'number', fills: 'number', lossAtoms: 'bigint', moves: 'object' },
  'round-closed': { sequence: 'number', passes: 'number', quiet: 'boolean', pools: 'object', stuck: 'object' },
}

/** The first field that is missing or of another kind, with the kind that it has to be of; null: none. */
export function wrongField(event: RoundEvent): { readonly field: string; readonly kind: Kind } | null {
  const said = event as unknown as Readonly<Record<string, unknown>>
  for (const [field, kind] of Object.entries({ ...PLACE, ...FIELDS[event.type] })) {
    const value = said[field]
    const found = value === null ? 'null' : typeof value
    if (!kind.split(' or ').includes(found)) return { field, kind }
    const isList = ['stages', 'pools', 'moves', 'stuck'].includes(field)
    if (isList && !(Array.isArray(value) && value.every((each) => each !== null && each !== undefined))) {
      return { field, kind }
    }
  }
  return null
}
