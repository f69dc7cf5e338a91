export interface ContractSearch {
  readonly q?: string | undefined;
  /** Only those whose renewal should be offered. */
  readonly renewals?: boolean | undefined;
}

export interface NewContractSearch extends ContractSearch {
  readonly customer?: string | undefined;
  /** The contract that this one takes the place of. */
  readonly renews?: string | undefined;
}

export const readContractSearch = (search: Record<string, unknown>): ContractSearch => ({
  ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
  ...(search['renewals'] === true ? { renewals: true } : {}),
});

export const readNewContractSearch = (search: Record<string, unknown>): NewContractSearch => ({
  ...readContractSearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
  ...(typeof search['renews'] === 'string' ? { renews: search['renews'] } : {}),
});
