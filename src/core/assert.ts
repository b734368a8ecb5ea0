// Programmer's mistakes. Assertions stay on in production: a wrong book is worse than a stopped one.

export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws `AssertionError` unless `condition` holds. For mistakes of ours or of the calling program, not for input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}
