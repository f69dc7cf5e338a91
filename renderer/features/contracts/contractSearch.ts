export interface ContractSearch {
  readonly q?: string | undefined;
}

export interface NewContractSearch extends ContractSearch {
  readonly customer?: string | undefined;
}

export const readContractSearch = (search: Record<string, unknown>): ContractSearch =>
  typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {};

export const readNewContractSearch = (search: Record<string, unknown>): NewContractSearch => ({
  ...readContractSearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
});
