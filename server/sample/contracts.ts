/** Service contracts: some run, some are about to end, some have ended and were renewed, some begin soon. */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { PERCENT_SCALE, QUANTITY_SCALE } from '../../shared/base/money.ts';
import type { ServiceContract } from '../../shared/domain/contracts/serviceContract.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { instantAt, workingDayBefore } from './calendar.ts';
import type { Chance } from './chance.ts';
import { personId, SAMPLE_CURRENCY } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import type { OrderContext } from './orders.ts';
import { amountOfOne } from './prices.ts';
import type { SampleProduct } from './products.ts';

const YEAR = 364;

export function* contractDrafts(
  customer: SampleCustomer,
  context: OrderContext,
  chance: Chance,
): Generator<RecordDraft> {
  const isServed = customer.trade.hasContracts && customer.body.stage !== 'lead' && customer.body.stage !== 'prospect';
  if (!isServed || !chance.percent(35)) return;
  const machines = chance.several(
    context.products.filter(({ kind, department }) => kind === 'equipment' && customer.trade.buys.includes(department)),
    chance.between(1, 4),
  );
  const startsOn = addDays(
    context.today,
    -chance.weighted([
      [7, chance.between(-25, -1)],
      [60, chance.between(0, 330)],
      [13, chance.between(335, 364)],
      [20, chance.between(366, 700)],
    ]),
  );
  const first = contract(customer, machines, startsOn, context, chance);
  const id = context.createId();
  yield draft(first, id);
  if (first.endsOn >= context.today || !chance.percent(60)) return;
  const renewal = contract(customer, machines, addDays(first.endsOn, 1), context, chance);
  yield draft({ ...renewal, renewsContractId: id }, context.createId());

  function draft(body: ServiceContract, contractId: string): RecordDraft {
    return {
      collection: 'contracts',
      kind: 'serviceContract',
      id: contractId,
      body: body as RecordBody,
      createdBy: personId(customer.owner),
      at: instantAt(signedOn(body.startsOn, context.today), 11 * 60),
    };
  }
}

/** A fortnight before it begins, and never in the future. */
function signedOn(startsOn: IsoDate, today: IsoDate): IsoDate {
  const usual = workingDayBefore(startsOn, 14);
  return usual < today ? usual : workingDayBefore(today, 1);
}

function contract(
  customer: SampleCustomer,
  machines: readonly SampleProduct[],
  startsOn: IsoDate,
  context: OrderContext,
  chance: Chance,
): ServiceContract {
  const coverage = chance.weighted<ServiceContract['coverage']>([
    [40, ['labour', 'visits']],
    [35, ['parts', 'labour', 'visits']],
    [15, ['parts', 'labour', 'visits', 'consumables']],
    [10, ['parts', 'labour', 'visits', 'replacement']],
  ]);
  const worth = machines.reduce((sum, machine) => sum + amountOfOne(machine, context.today), 0);
  const share = chance.between(4, 9) * PERCENT_SCALE;
  const endedOn = addDays(startsOn, chance.between(30, 200));
  return {
    customerId: customer.id,
    ownerId: personId(customer.owner),
    number: context.numbers.next('CON', customer.territory.branch.paperCode, signedOn(startsOn, context.today)),
    title: `سرویس ${machines.length === 1 ? (machines[0]?.body.name ?? '') : `${persianCount(machines.length)} دستگاه`}`,
    startsOn,
    endsOn: addDays(startsOn, YEAR),
    coverage,
    coveredThings: machines.map(({ id, body }, index) => ({
      id: `t${index + 1}`,
      order: `a${index}`,
      name: body.name,
      serial: `AT${chance.between(16, 25)}-${chance.between(10_000, 99_999)}`,
      productId: id,
    })),
    visitsIncluded: chance.pick([2, 4, 6, 12]) * QUANTITY_SCALE,
    responseHours: chance.pick([4, 8, 24, 48]),
    price: {
      amount: Math.round(((worth / (100 * PERCENT_SCALE)) * share) / 1_000_000) * 1_000_000,
      currency: SAMPLE_CURRENCY,
    },
    ...(endedOn < context.today && chance.percent(4) ? { endedOn, note: 'به درخواست مشتری زودتر پایان یافت.' } : {}),
  };
}

const persianCount = (count: number): string => ['صفر', 'یک', 'دو', 'سه', 'چهار'][count] ?? String(count);
