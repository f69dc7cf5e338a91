export interface EquipmentSearch {
  readonly q?: string | undefined;
  /** Also what was removed. */
  readonly removed?: boolean | undefined;
}

export interface NewEquipmentSearch extends EquipmentSearch {
  readonly customer?: string | undefined;
}

export const readEquipmentSearch = (search: Record<string, unknown>): EquipmentSearch => ({
  ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
  ...(search['removed'] === true ? { removed: true } : {}),
});

export const readNewEquipmentSearch = (search: Record<string, unknown>): NewEquipmentSearch => ({
  ...readEquipmentSearch(search),
  ...(typeof search['customer'] === 'string' ? { customer: search['customer'] } : {}),
});
