// One factor that markets share: what moves one for good moves the others, each by its beta.
//
//   a market's own move      r = move / mid, as parts of 10^12
//   the factor, without it   f = Σ lead · r over all other markets
//   what it does to a market     mid · β · f
//
// A move that came by the factor is not passed on.

/** How a market stands to the factor. */
export interface FactorTerms {
  readonly betaPpm: number
  readonly leadPpm: number
}

export interface FactorMove {
  /** The mid before it moved. */
  readonly midMicro: bigint
  /** Its own move. */
  readonly movedMicro: bigint
}

const PARTS = 1_000_000_000_000n
const PPM = 1_000_000n

/** What the moves of all others do to each market, in micro-ticks, towards zero. */
export function factorMoves(terms: readonly FactorTerms[], moves: readonly FactorMove[]): bigint[] {
  const led = moves.map(({ midMicro, movedMicro }, index) => {
    return midMicro === 0n ? 0n : (BigInt(terms[index]!.leadPpm) * movedMicro * PARTS) / midMicro
  })
  const factor = led.reduce((total, part) => total + part, 0n)
  return moves.map(({ midMicro }, index) => {
    return (midMicro * BigInt(terms[index]!.betaPpm) * (factor - led[index]!)) / (PARTS * PPM * PPM)
  })
}
