/** A customer with a contract and a machine, two technicians and what they use up: where the tests of service begin. */
import type { CoreClient } from '../../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, type TestCompany } from '../company.ts';
import { idOf } from '../memoryServer.ts';

/** As it stands within a test. */
export const desk = {} as { company: TestCompany; window: CoreClient };

/** Before each test. */
export async function openServiceDesk(): Promise<void> {
  desk.company = await createTestCompany();
  const { server } = desk.company;
  server.put('organisation', 'person', idOf('tara'), {
    name: 'تارا فنی',
    role: 'technician',
    active: true,
    territoryIds: [idOf('north')],
    skills: ['دیالیز'],
  });
  server.put('organisation', 'person', idOf('saman'), {
    name: 'سامان سرویس',
    role: 'technician',
    active: true,
    territoryIds: [idOf('south')],
    skills: ['پمپ'],
  });
  server.put('customers', 'company', CUSTOMER, {
    name: 'بیمارستان مهر',
    stage: 'active',
    territoryId: idOf('north'),
  });
  server.put('products', 'sparePart', idOf('seal'), product('کاسه‌نمد', 500_000));
  server.put('products', 'consumable', idOf('filter'), product('فیلتر', 100_000));
  server.put('products', 'service', idOf('hour'), product('ساعت کار', 900_000));
  server.put('assets', 'equipment', MACHINE, { name: 'دستگاه دیالیز', customerId: CUSTOMER, serial: 'SN-7' });
  server.put('contracts', 'serviceContract', CONTRACT, contractBody());
  desk.window = await signIn(desk.company, 'hamid');
}

/** After each test. */
export const closeServiceDesk = (): Promise<void> => desk.company.close();

export const [CUSTOMER, MACHINE, CONTRACT] = [idOf('mehr'), idOf('machine'), idOf('gold')];
export const product = (name: string, amount: number) => ({
  name,
  unit: 'عدد',
  taxPercentage: 0,
  prices: [{ id: 'p', order: 'a0', price: { amount, currency: 'IRR' }, from: '2026-01-01' }],
});
export const contractBody = (more: object = {}) => ({
  title: 'طلایی',
  customerId: CUSTOMER,
  startsOn: '2026-03-21',
  endsOn: '2027-03-20',
  coverage: ['parts', 'labour'],
  visitsIncluded: 4_000,
  responseHours: 8,
  ...more,
});
export const part = (id: string, productName: string) => ({
  id,
  order: `a${id}`,
  productId: idOf(id),
  productName,
  unit: 'عدد',
  quantity: 2_000,
});
export const elementOf = ({ id: _id, order: _order, ...value }: ReturnType<typeof part>) => value;
export const quantitiesOf = async (id: string) =>
  ((await bodyOf(id, 'salesDocuments'))['lines'] as { productName: string; quantity: number }[]).map(
    ({ productName, quantity }) => [productName, quantity],
  );
export const newRequest = async (body: object = {}, kind = 'job'): Promise<string> => {
  const given = {
    subject: 'نشتی دستگاه',
    customerId: CUSTOMER,
    assetIds: [MACHINE],
    channel: 'phone',
    priority: 'high',
  };
  return (await desk.window.serviceRequests.create({ kind, body: { ...given, ...body } })).id;
};
export const bodyOf = async (
  id: string,
  collection: 'serviceRequests' | 'customers' | 'salesDocuments' = 'serviceRequests',
) => (await first(desk.window.records.observe({ collection, id })))?.body ?? {};
export const factsOf = async (id: string) => {
  const facts = await first(desk.window.serviceRequests.facts({ id }));
  if (!facts) throw new Error('no facts');
  return facts;
};
export const codeOf = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).code;
export const set = (path: string, value: unknown) => ({ do: 'set' as const, path, value: value as string });
export async function workDone(id: string): Promise<void> {
  await desk.window.serviceRequests.assign({ id, personId: idOf('tara') });
  await desk.window.serviceRequests.start({ id });
  desk.company.clock.advance(9 * 60_000);
  await desk.window.serviceRequests.stop({ id });
}
export const sign = (id: string) =>
  desk.window.serviceRequests.confirm({ id, name: 'خانم رضایی', outcome: 'solved', causes: ['wear'], drawn: '0000' });
