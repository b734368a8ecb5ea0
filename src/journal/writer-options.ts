// How a journal is written.

import { randomInt } from 'node:crypto'
import { BallastError, ErrorCode } from '../core/errors.ts'
import { demandLength } from './frames.ts'

/**
 * What a record must have reached before it counts as durable:
 * `sync`      the disk: it survives a loss of power
 * `interval`  the operating system: it survives the end of the process, and a loss of power after `intervalMs`
 * `none`      the memory of the process
 */
export type Durability = 'sync' | 'interval' | 'none'

export interface WriterOptions {
  /** 'sync' unless given. */
  readonly durability?: Durability
  /** Longest time from a write to its sync under 'interval', in milliseconds; 100 unless given. */
  readonly intervalMs?: number
  /** Size of a segment, in bytes; 64 MiB unless given. A record that is larger gets a segment of its own size. */
  readonly segmentBytes?: number
  /** Zeros that are reserved in one go, in bytes; 1 MiB unless given. */
  readonly chunkBytes?: number
  /** What the first frame of a segment says, when its first record is to be `first`; a byte at least. */
  header(first: number): Uint8Array
  /** Every record up to `number` is durable. Called by the writer, never from `begin` or `commit`. */
  onDurable?(number: number): void
  /** The journal has become read-only. */
  onFailure?(error: BallastError): void
  /** A new segment's salt, an unsigned 32-bit number; chance unless given. The same salts make the same bytes. */
  readonly salt?: () => number
}

export type WriterTerms = Required<Omit<WriterOptions, 'onDurable' | 'onFailure'>>

const LEAST_SEGMENT_BYTES = 4096

/** The options with what was left out. @throws BallastError ERR_CONFIG */
export function writerTerms(options: WriterOptions): WriterTerms {
  const { durability = 'sync', intervalMs = 100, segmentBytes = 64 << 20, chunkBytes = 1 << 20 } = options
  if (!['sync', 'interval', 'none'].includes(durability)) {
    throw new BallastError(ErrorCode.CONFIG, `durability is ${durability}: choose sync, interval or none`)
  }
  demandWhole('intervalMs', intervalMs, 1, 60_000)
  demandWhole('segmentBytes', segmentBytes, LEAST_SEGMENT_BYTES, 1 << 30)
  demandWhole('chunkBytes', chunkBytes, 512, 1 << 26)
  const salt = options.salt ?? (() => randomInt(2 ** 32))
  return { durability, intervalMs, segmentBytes, chunkBytes, salt, header: (first) => checkedHeader(options, first) }
}

function checkedHeader(options: WriterOptions, first: number): Uint8Array {
  const header = options.header(first)
  demandLength(header.length)
  return header
}

function demandWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new BallastError(ErrorCode.CONFIG, `${name} is ${value}: a whole number from ${least} to ${most}`)
}
