// Who tells is connected with who writes.

import { demandObject } from '../core/errors.ts'
import type { RoundEvent } from '../engine/round-events.ts'
import type { AdlWarning } from '../engine/warning.ts'
import type { Sink, SinkReport } from './sink.ts'

/** Ends it: the file is whole. Called again it gives the same answer. @throws BallastError what went wrong */
export type StopWriting = () => Promise<SinkReport>

export interface WriteOptions {
  /**
   * Told at once when writing has come to an end before `stop`: the disk is full, the pipe closed. Engine and rounds
   * go on; `stop()` rejects with the same error.
   */
  readonly onError?: (error: unknown) => void
}

type Listen<Item> = (listener: (item: Item) => void) => () => void

/** Writes every event from now on. An event is in the sink's hands before the command that made it returns. */
export function writeEvents(
  engine: { onEvent: Listen<RoundEvent> },
  sink: Sink<RoundEvent>,
  options: WriteOptions = {},
): StopWriting {
  return connect((listener) => engine.onEvent(listener), sink, options)
}

/** Writes every change of a state of warning from now on. */
export function writeWarnings(
  engine: { onWarning: Listen<AdlWarning> },
  sink: Sink<AdlWarning>,
  options: WriteOptions = {},
): StopWriting {
  return connect((listener) => engine.onWarning(listener), sink, options)
}

/**
 * Writes all items and ends the sink; a stream that is read slowly is waited for. What goes wrong, here or where the
 * items come from, discards the sink.
 */
export async function writeAll<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  sink: Sink<Item>,
): Promise<SinkReport> {
  try {
    for await (const item of items) {
      sink.put(item)
      const room = sink.ready()
      if (room !== undefined) await room
    }
  } catch (error) {
    sink.discard()
    throw error
  }
  return sink.end()
}

function connect<Item>(listen: Listen<Item>, sink: Sink<Item>, options: WriteOptions): StopWriting {
  demandObject(options, 'options of writing')
  const { onError } = options
  let failure: { readonly error: unknown } | null = null
  let ended: Promise<SinkReport> | null = null
  const unsubscribe = listen((item) => {
    try {
      sink.put(item)
    } catch (error) {
      // What a listener throws would end the process. A file with a gap is none.
      failure = { error }
      unsubscribe()
      sink.discard()
      onError?.(error)
    }
  })
  const end = async (): Promise<SinkReport> => {
    unsubscribe()
    if (failure !== null) throw (failure as { readonly error: unknown }).error
    return sink.end()
  }
  return () => {
    ended ??= end()
    return ended
  }
}
