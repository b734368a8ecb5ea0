// Where the bytes of a sink go: into a file, which appears under its name when it is whole, or into a stream that
// somebody else has opened, such as the standard output.
//
// Bytes are copied or written before `write` returns. A file is written at once, so nothing waits in memory; what waits
// in a stream for its reader has a bound.

import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { BallastError, demand, ErrorCode } from '../core/errors.ts'
import { shown } from '../core/shown.ts'
import { codeOf, type Disk, type DiskFile } from '../journal/disk.ts'
import { nodeDisk } from '../journal/node-disk.ts'

/** The path of a file, or a stream that stays its owner's: a sink does not end it. */
export type Destination = string | Writable

export interface Output {
  readonly name: string
  /** Taken so far. */
  readonly bytes: number
  /** @throws BallastError ERR_FILE, ERR_CAPACITY; then nothing more is taken */
  write(bytes: Uint8Array): void
  /** Resolves when there is room again; undefined: there is. */
  ready(): Promise<void> | undefined
  /** Everything is where it belongs, or this rejects. */
  commit(): Promise<void>
  /** Takes back what can be taken back. */
  discard(): void
}

export interface OutputOptions {
  /** What may wait in a stream for its reader; 64 MiB when left out. */
  readonly mostWaitingBytes?: number
  /** Another disk than the system's. */
  readonly disk?: Disk
}

const MOST_WAITING_BYTES = 64 * 2 ** 20

export function openOutput(to: Destination, { mostWaitingBytes, disk = nodeDisk }: OutputOptions = {}): Output {
  if (typeof to === 'string') {
    demand(to !== '', ErrorCode.CONFIG, () => 'the path of a sink is empty')
    return new FileOutput(to, disk)
  }
  demand(typeof to?.write === 'function' && typeof to.once === 'function', ErrorCode.CONFIG, () => {
    return `a sink writes to ${shown(to)}, expected a path or a writable stream`
  })
  const most = mostWaitingBytes ?? MOST_WAITING_BYTES
  demand(Number.isSafeInteger(most) && most >= 1, ErrorCode.RANGE, () => {
    return `mostWaitingBytes is ${shown(most)}, expected a whole number from 1`
  })
  return new StreamOutput(to, most)
}

/** Files begun by this process: two sinks of one path do not write into one another. */
let begun = 0

class FileOutput implements Output {
  readonly name: string
  bytes = 0
  readonly #disk: Disk
  readonly #draft: string
  #file: DiskFile | null

  constructor(path: string, disk: Disk) {
    begun += 1
    this.name = path
    this.#disk = disk
    this.#draft = `${path}.tmp-${process.pid}-${begun}`
    this.#file = this.#try(() => this.#create())
  }

  write(bytes: Uint8Array): void {
    const file = this.#file
    demand(file !== null, ErrorCode.STATE, () => `${this.name}: the file has been given up`)
    this.#try(() => file.writeNow(bytes, this.bytes))
    this.bytes += bytes.length
  }

  ready(): undefined {}

  async commit(): Promise<void> {
    const file = this.#file
    demand(file !== null, ErrorCode.STATE, () => `${this.name}: the file has been given up`)
    try {
      await file.datasync()
      this.#file = null
      await file.close()
      await this.#disk.rename(this.#draft, this.name)
      await this.#disk.syncFolder(dirname(this.name))
    } catch (error) {
      this.discard()
      throw outputError(error, this.name)
    }
  }

  discard(): void {
    const file = this.#file
    this.#file = null
    try {
      file?.closeNow()
      this.#disk.unlinkNow(this.#draft)
    } catch {
      // It was renamed already, or the disk answers nothing any more: the first error is the one to be told.
    }
  }

  #create(): DiskFile {
    try {
      return this.#disk.createNow(this.#draft)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      // A process of this number died over it.
      this.#disk.unlinkNow(this.#draft)
      return this.#disk.createNow(this.#draft)
    }
  }

  #try<Result>(step: () => Result): Result {
    try {
      return step()
    } catch (error) {
      this.discard()
      throw outputError(error, this.name)
    }
  }
}

class StreamOutput implements Output {
  readonly name = 'the stream'
  bytes = 0
  readonly #stream: Writable
  readonly #mostWaitingBytes: number
  #failure: BallastError | null = null
  #waiting: (() => void)[] = []

  constructor(stream: Writable, mostWaitingBytes: number) {
    this.#stream = stream
    this.#mostWaitingBytes = mostWaitingBytes
    stream.on('error', this.#onError)
    stream.on('close', this.#onClose)
    stream.on('drain', this.#wake)
  }

  write(bytes: Uint8Array): void {
    this.#mustStand()
    const waits = this.#stream.writableLength + bytes.length
    if (waits > this.#mostWaitingBytes && this.#stream.writableLength > 0) {
      const message = `${waits} bytes wait for the reader of the stream, ${this.#mostWaitingBytes} may: read faster`
      this.#fail(new BallastError(ErrorCode.CAPACITY, message))
    }
    this.#mustStand()
    this.#stream.write(Uint8Array.from(bytes))
    this.bytes += bytes.length
  }

  ready(): Promise<void> | undefined {
    if (this.#failure !== null || !this.#stream.writableNeedDrain) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  async commit(): Promise<void> {
    this.#mustStand()
    // The callback of a write comes when all before it have been taken, or have failed.
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      this.#stream.write(new Uint8Array(0), () => resolve())
    })
    this.#mustStand()
    this.#leave()
    this.#stream.off('error', this.#onError)
  }

  discard(): void {
    // The listener for errors stays: those of what has been written are not to end the process.
    this.#leave()
  }

  #mustStand(): void {
    const { destroyed, writableEnded, errored } = this.#stream
    // Before its events: a write has failed, and the next one must not be taken.
    if (errored !== null) this.#onError(errored)
    if (destroyed || writableEnded) this.#onClose()
    if (this.#failure !== null) throw this.#failure
  }

  readonly #onError = (error: unknown): void => this.#fail(outputError(error, this.name))
  readonly #onClose = (): void => this.#fail(new BallastError(ErrorCode.FILE, `${this.name}: ${REASONS.EPIPE}`))

  /** The first failure is the one that counts. */
  #fail(error: unknown): void {
    // What the stream throws beside errors of the system is its owner's own.
    const known = error instanceof BallastError
    const message = `${this.name}: ${known ? '' : shown((error as Error | null)?.message ?? error)}`
    this.#failure ??= known ? error : new BallastError(ErrorCode.FILE, message, { cause: error })
    this.#wake()
  }

  readonly #wake = (): void => {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  #leave(): void {
    this.#stream.off('close', this.#onClose)
    this.#stream.off('drain', this.#wake)
    this.#wake()
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such folder',
  EISDIR: 'a folder stands there',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'it may not be written',
  EPERM: 'it may not be changed',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full for this user',
  EROFS: 'the disk is read-only',
  EPIPE: 'nobody reads it any more',
  ERR_STREAM_DESTROYED: 'nobody reads it any more',
  ERR_STREAM_WRITE_AFTER_END: 'it has been ended',
}

/** A failed call of the system as ERR_FILE with what is at stake; anything else is passed on as it is. */
function outputError(error: unknown, name: string): unknown {
  const code = codeOf(error)
  if (error instanceof BallastError || !/^E[A-Z0-9_]+$/.test(code)) return error
  const message = `${name}: ${REASONS[code] ?? 'the system refuses it'} (${code})`
  return new BallastError(ErrorCode.FILE, message, { cause: error })
}
