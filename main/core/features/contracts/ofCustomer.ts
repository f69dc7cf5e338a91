/** The contracts of one customer: a small set by nature, read through the documents. */
import { textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { SMALL_SET_MAXIMUM } from '../../documents/documents.ts';
import type { HeldRecord } from '../../store/types.ts';
import { whileSessionLasts, type Stream } from '../follow.ts';
import type { Work } from '../procedures.ts';
import { readMarks, type Marked } from '../records/marks.ts';
import { contractCountQuery } from './queries.ts';

export interface ContractsOfCustomerInput {
  readonly customerId: string;
  readonly offset: number;
  readonly limit: number;
}

/** A customer with hundreds of contracts is a list. Half of what a set may hold leaves room for those that come while it is shown. */
export function isSmallSet({ store }: Work, customerId: string): boolean {
  const count = store.read.get<{ count: number }>(contractCountQuery, { customerId })?.count ?? 0;
  return count <= SMALL_SET_MAXIMUM / 2;
}

/** The one that runs longest first, as in the list of all. A review that comes alone shows with the next change of a contract. */
export function contractsOfCustomer(
  work: Work,
  { customerId, offset, limit }: ContractsOfCustomerInput,
  signal: AbortSignal | undefined,
): Stream<{ total: number; rows: Marked<ContractOfCustomer>[] }> {
  const set = {
    collection: 'contracts',
    by: { path: 'body.customerId', value: customerId },
    sort: [],
    limit: SMALL_SET_MAXIMUM,
    beside: { collection: 'customers', id: customerId },
  } as const;
  const show = (records: readonly HeldRecord[], customer: HeldRecord | null) => {
    const customerName = customer ? (textOf(customer.body, 'name') ?? '') : '';
    const rows = records.map((record) => toRow(record, customerName)).toSorted(byEnd);
    const window = rows.slice(offset, offset + limit);
    return { total: rows.length, rows: readMarks(work, window, () => 'contracts') };
  };
  return whileSessionLasts(work, work.documents.observeSome(set, show, signal));
}

type ContractOfCustomer = ReturnType<typeof toRow>;

function toRow({ id, body, pending }: HeldRecord, customerName: string) {
  return {
    id,
    number: textOf(body, 'number'),
    customerId: textOf(body, 'customerId') ?? '',
    customerName,
    title: textOf(body, 'title') ?? '',
    startsOn: textOf(body, 'startsOn') ?? '',
    endsOn: textOf(body, 'endedOn') ?? textOf(body, 'endsOn') ?? '',
    coverage: textsOf(body, 'coverage'),
    pending,
  };
}

const byEnd = (one: ContractOfCustomer, other: ContractOfCustomer): number =>
  compareText(other.endsOn, one.endsOn) || compareText(other.id, one.id);

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
