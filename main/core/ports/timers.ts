/** Waiting, as an argument: hosts give real timers, tests and the simulation give their own. */
export interface Timers {
  /** Calls back once after that many milliseconds; the returned function cancels. */
  after(milliseconds: number, callback: () => void): () => void;
}
