/** What the address of stock carries. Anything else in it is ignored. */
export interface StockSearch {
  readonly q?: string | undefined;
  /** Only what lies there. */
  readonly place?: string | undefined;
}

export function readStockSearch(search: Record<string, unknown>): StockSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [q, place] = [text('q'), text('place')];
  return { ...(q === undefined ? {} : { q }), ...(place === undefined ? {} : { place }) };
}
