/** How much of everything. `--small` shows in minutes that every part runs and finds its outputs right; its numbers mean nothing. */

export interface Sizes {
  /** Made offline by one device and pushed at once. */
  readonly edits: number;
  /** Devices of each burst, smallest first. */
  readonly bursts: readonly number[];
  /** The burst that has an aim. */
  readonly judgedBurst: number;
  readonly burstEdits: number;
  /** That each device of a burst is behind. */
  readonly burstRows: number;
  /** Devices with an open stream of pokes. */
  readonly crowd: number;
  /** Of them, those that hold the scope in which something moves. */
  readonly poked: number;
  readonly pokesPerRound: number;
  readonly restSeconds: number;
  readonly saves: number;
}

export const FULL: Sizes = {
  edits: 1_000,
  bursts: [50, 200, 500],
  judgedBurst: 200,
  burstEdits: 50,
  burstRows: 500,
  crowd: 2_000,
  poked: 200,
  pokesPerRound: 20,
  // Long enough for one keep-alive of everybody.
  restSeconds: 30,
  saves: 60,
};

export const SMALL: Sizes = {
  edits: 50,
  bursts: [4, 10],
  judgedBurst: 10,
  burstEdits: 5,
  burstRows: 20,
  crowd: 60,
  poked: 20,
  pokesPerRound: 3,
  restSeconds: 2,
  saves: 5,
};

/** Bursts and crowds want a company of this size: enough customers that nobody edits what another does. */
export const CROWD_RECORDS = 100_000;
