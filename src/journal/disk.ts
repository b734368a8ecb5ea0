// What the journal asks of a disk. Everything in this folder writes and reads through it, so that a test can put a disk
// in that loses power, runs full, fails to sync or flips bits (test/journal/simulated-disk.ts).
//
// Methods without a promise block. They are for opening, for reading, and for the moment when a caller that cannot wait
// is faster than the writer behind it.

import { BallastError, ErrorCode } from '../core/errors.ts'

export interface DiskFile {
  /** As it was opened: a rename does not change it. */
  readonly path: string
  /** Writes all of `bytes` at byte `offset`, or rejects; then any part of them may have been written. */
  write(bytes: Uint8Array, offset: number): Promise<void>
  writeNow(bytes: Uint8Array, offset: number): void
  /** When it resolves, all that was written before the call survives a loss of power, and so does the file's length. */
  datasync(): Promise<void>
  datasyncNow(): void
  truncate(length: number): Promise<void>
  truncateNow(length: number): void
  /** Fills `into` from byte `offset` on and returns how many bytes there were: fewer only at the end of the file. */
  readNow(into: Uint8Array, offset: number): number
  /** Length in bytes. */
  sizeNow(): number
  close(): Promise<void>
  closeNow(): void
}

/** Paths are those of the operating system; errors are those of `node:fs`, with a `code` such as ENOSPC. */
export interface Disk {
  makeFolder(path: string): void
  /** Names of the files in a folder, in any order. */
  list(folder: string): string[]
  /** Opens a file that exists. */
  open(path: string, mode: 'read' | 'write'): DiskFile
  /** Creates a file that must not exist (EEXIST), for writing. */
  create(path: string): Promise<DiskFile>
  createNow(path: string): DiskFile
  /** Gives a file another name at once; a file of that name is replaced. */
  rename(from: string, to: string): Promise<void>
  renameNow(from: string, to: string): void
  /** Gives a file a second name, which must not exist (EEXIST). */
  linkNow(from: string, to: string): void
  /** Large files take their time. */
  unlink(path: string): Promise<void>
  unlinkNow(path: string): void
  /** When it resolves, the names in the folder survive a loss of power. */
  syncFolder(path: string): Promise<void>
  syncFolderNow(path: string): void
}

/** The `code` of an error of the operating system, '' when it has none. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** Whether there was no room: on the disk, or in what the user may use of it. */
export function isNoRoom(error: unknown): boolean {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
}

/** @param doing what failed, with file and numbers: 'writing records 4 to 9 to …' */
export function diskError(error: unknown, doing: string, hint = ''): BallastError {
  if (error instanceof BallastError) return error
  const { errno } = error as { errno?: number }
  const reason = error instanceof Error ? error.message : String(error)
  const number = errno === undefined ? '' : ` (errno ${errno})`
  return new BallastError(ErrorCode.JOURNAL, `${doing} failed: ${reason}${number}${hint}`, { cause: error })
}

/** Names of the files in a folder. @throws BallastError ERR_JOURNAL */
export function namesIn(disk: Disk, folder: string): string[] {
  try {
    return disk.list(folder)
  } catch (error) {
    throw diskError(error, `listing ${folder}`)
  }
}
