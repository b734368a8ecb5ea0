// How an engine is given threads, and what it is told of them.

export interface ThreadOptions {
  /** Threads beside the main one, 1 to 63. They keep the process alive until the engine is closed. */
  readonly threads: number
  /**
   * A thread that holds one part of the work for longer is ended and replaced, at the latest when the next pass begins.
   * What it held has been done again long before, but for a queue, whose caller waits for so long. 1,000 when left out.
   */
  readonly deadlineMs?: number
  /** How long a thread looks out for work before it sleeps: 0.05 where cores are free for that, else 0. */
  readonly spinMs?: number
  /** A book with fewer positions (a block of 64 accounts counts as 16) is judged by this thread alone; 32,768. */
  readonly leastWork?: number
}

/** What an executor tells: threads that come and go. */
export interface LaneListener {
  onLaneLost(lane: number, why: string): void
  onLaneRestored(lane: number): void
  /** No thread starts for the lane any more. */
  onLaneGivenUp(lane: number, why: string): void
}
