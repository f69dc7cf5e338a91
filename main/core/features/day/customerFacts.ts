/** What is known of the customers of a day: where they are, how they are reached, when they were seen and what they ordered last. */
import type { DayVisit } from '../../../../shared/contract/day.ts';
import { elementsOf, integerOf, objectOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { Work } from '../procedures.ts';
import { customerFactsQuery, lastOrdersQuery, type CustomerFactsRow, type LastOrderRow } from './queries.ts';

export interface CustomerFacts extends Pick<DayVisit, 'city' | 'street' | 'phone' | 'position' | 'lastOrder'> {
  readonly name: string;
  readonly lastVisitAt: string | null;
}

export async function readFacts(
  work: Work,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, CustomerFacts>> {
  const parameters = { ids: JSON.stringify(ids) };
  const [customers, orders] = await Promise.all([
    work.store.readInWorker<CustomerFactsRow>(customerFactsQuery, parameters, signal),
    mayRead(work.person().role, 'salesDocuments')
      ? work.store.readInWorker<LastOrderRow>(lastOrdersQuery, parameters, signal)
      : [],
  ]);
  const orderOf = new Map(orders.map((order) => [order.customerId, order]));
  return new Map(
    customers.map((row) => {
      const addresses = elementsOf({ addresses: JSON.parse(row.addresses ?? '[]') as RecordBody[] }, 'addresses');
      const order = orderOf.get(row.id);
      const address = addresses.find((candidate) => placeOf(candidate) !== null) ?? addresses[0];
      const facts: CustomerFacts = {
        name: row.name ?? '',
        lastVisitAt: row.lastVisitAt,
        phone: row.phone,
        city: (address && textOf(address, 'city')) ?? row.city,
        street: (address && textOf(address, 'street')) ?? null,
        position: (address && placeOf(address)) ?? null,
        lastOrder: order ? { id: order.id, on: order.on, total: totalOf(order) } : null,
      };
      return [row.id, facts];
    }),
  );
}

const totalOf = ({ total, currency }: LastOrderRow) =>
  total === null || currency === null ? null : { amount: total, currency };

function placeOf(address: RecordBody): DayVisit['position'] {
  const position = objectOf(address['position']);
  const latitude = integerOf(position, 'latitude');
  const longitude = integerOf(position, 'longitude');
  return latitude === null || longitude === null ? null : { latitude, longitude };
}
