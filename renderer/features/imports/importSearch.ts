/** What the address of the import carries: where a button of another page leads. */
export interface ImportSearch {
  readonly preset?: string | undefined;
  /** Id of the price list that prices come into. */
  readonly list?: string | undefined;
}

export function readImportSearch(search: Record<string, unknown>): ImportSearch {
  const { preset, list } = search;
  return {
    ...(typeof preset === 'string' && preset !== '' ? { preset } : {}),
    ...(typeof list === 'string' && list !== '' ? { list } : {}),
  };
}
