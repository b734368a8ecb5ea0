// What the streams can show. Decided from the stream itself, so that a pipe never gets colours or a moving line.

import pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

interface Environment {
  readonly NO_COLOR?: string
  readonly FORCE_COLOR?: string
  readonly TERM?: string
}

/** NO_COLOR wins, then FORCE_COLOR, then whether a person is looking. */
export function colorsFor(stream: { readonly isTTY?: boolean }, env: Environment = process.env): Colors {
  if ((env.NO_COLOR ?? '') !== '') return pc.createColors(false)
  if ((env.FORCE_COLOR ?? '') !== '') return pc.createColors(env.FORCE_COLOR !== '0')
  return pc.createColors(stream.isTTY === true && env.TERM !== 'dumb')
}

/** Ends quietly when the reader of our output has gone, as `| head` does. */
export function endOnBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
