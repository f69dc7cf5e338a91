/** What the address of the list of activities carries. */
export interface ActivitySearch {
  /** Planned ones are the default: the day's work. */
  readonly show?: 'done' | undefined;
  /** One's own are the default. */
  readonly everyone?: boolean | undefined;
}

export const readActivitySearch = (search: Record<string, unknown>): ActivitySearch => ({
  ...(search['show'] === 'done' ? { show: 'done' as const } : {}),
  ...(search['everyone'] === true ? { everyone: true } : {}),
});

export interface NewActivitySearch extends ActivitySearch {
  readonly customer?: string | undefined;
}

export const readNewActivitySearch = (search: Record<string, unknown>): NewActivitySearch => ({
  ...readActivitySearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
});
