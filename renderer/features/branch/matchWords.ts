/** What the words of rows mean: asked of the core, for one cell while it is typed, for all rows before they are entered. */
import type { FoundByWord } from '../../../shared/contract/branch.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { attempt } from '../../data/useCommand.ts';
import { cellOf, type TypedRow } from './paperRows.ts';

type Core = { readonly branch: Pick<CoreClient['branch'], 'find'> };

/** Offers for what is typed; null for nothing, and where the core could not be asked. */
export async function findWord(core: Core, what: 'customers' | 'products', text: string): Promise<FoundByWord | null> {
  if (text.trim() === '') return null;
  const found = await attempt(core.branch.find, { what, texts: [text] });
  return found.ok ? (found.value[0] ?? null) : null;
}

const MATCHED = [
  ['customers', 'customer', 'customerId'],
  ['products', 'product', 'productId'],
] as const;

/** The rows in their order; where words mean one record beyond doubt, with it and with its name in the cell. A row of which nothing was found is the same object. */
export async function matchWords(core: Core, rows: readonly TypedRow[]): Promise<TypedRow[]> {
  const matched = [...rows];
  for (const [what, column, field] of MATCHED) {
    const open = matched.filter((row) => row[field] === null && cellOf(row, column) !== '');
    if (open.length === 0) continue;
    const found = await attempt(core.branch.find, { what, texts: open.map((row) => cellOf(row, column)) });
    if (!found.ok) continue;
    for (const [index, row] of open.entries()) {
      const { match: id = null, options = [] } = found.value[index] ?? {};
      const option = options.find((candidate) => candidate.id === id);
      const place = matched.indexOf(row);
      if (id !== null && option && place >= 0)
        matched[place] = { ...row, [field]: id, cells: { ...row.cells, [column]: option.name } };
    }
  }
  return matched;
}
