export interface ProductSearch {
  readonly q?: string | undefined;
}

export const readProductSearch = (search: Record<string, unknown>): ProductSearch =>
  typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {};
