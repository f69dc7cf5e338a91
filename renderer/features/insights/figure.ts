/** A figure as it is drawn: named, in one currency. */
export interface NamedFigure {
  readonly key: string | null;
  readonly name: string;
  /** False: the words for what is not known stand for a name. */
  readonly isKnown: boolean;
  readonly count: number;
  /** Minor units. */
  readonly amount: number;
}
