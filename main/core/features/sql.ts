/** Pieces that SQL texts of several features are put together from. Only texts of ours are joined; what people type is bound. */

/** ' WHERE a AND b', or nothing. */
export const whereAll = (conditions: readonly (string | false)[]): string => {
  const present = conditions.filter((condition) => condition !== false);
  return present.length === 0 ? '' : ` WHERE ${present.join(' AND ')}`;
};

/** `column IN (…)` with the values bound as one JSON array, so that the text is the same however many there are. */
export const isAnyOf = (column: string, parameter: string): string =>
  `${column} IN (SELECT value FROM json_each(:${parameter}))`;

export const jsonList = (values: readonly string[] | undefined): string => JSON.stringify(values ?? []);

export const direction = (descending: boolean): string => (descending ? 'DESC' : 'ASC');
