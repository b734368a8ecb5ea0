// What the process ends with. Scripts rely on these.

export const ExitCode = {
  OK: 0,
  /** What was looked for was found: an account that is not healthy, an invariant that does not hold. */
  FINDING: 1,
  /** A command, option or argument that there is not. */
  USAGE: 2,
  /** Bad input, or a file that cannot be read or written. */
  INPUT: 3,
  /** A mistake in Ballast itself. */
  INTERNAL: 70,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

export const EXIT_CODES_HELP = `
Exit codes:
  0  done, nothing found
  1  a finding
  2  usage: no such command, option or argument
  3  bad input, or a file that cannot be read or written
  130  interrupted`
