/**
 * What was sold and installed, and what was asked about it since: machines with serial numbers, some of them under a contract, requests that
 * were served and signed for, and a few that wait today. From streams of chance and ids of their own, so that nothing else of the company
 * depends on them.
 */
import { addDays, type IsoDate } from '../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import { QUANTITY_SCALE } from '../../shared/base/money.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { elementsOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { isRequestOpen } from '../../shared/domain/serviceRequests/requestRules.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { daysBetween, instantAt, workingDayAfter, workingDayBefore } from './calendar.ts';
import { createChance, type Chance } from './chance.ts';
import { branchId, personId, sampleId, territoryId } from './company.ts';
import type { SampleCustomer } from './customers.ts';
import type { SampleProduct } from './products.ts';

export interface ServiceContext {
  readonly seed: number;
  readonly today: IsoDate;
  readonly products: readonly SampleProduct[];
  /** Ids of these records alone. */
  readonly createId: () => RecordId;
}

const FIRST_STREAM = 620_000_000;
const ISFAHAN_TECHNICIAN = sampleId('person', 'babak');
const SHIRAZ_TECHNICIAN = sampleId('person', 'shiva');

/** Time-ordered ids of the last half hour before `today`, behind those of everything else. */
export function createServiceIds(seed: number, today: IsoDate): () => RecordId {
  const lateEvening = Date.parse(today) - 1_800_000;
  return createIdSource({ now: () => lateEvening }, createSeededRandomness(FIRST_STREAM + seed));
}

/** Technicians of the other branches. They have no account: whoever explores is Kaveh. */
export function* technicianDrafts(at: string): Generator<RecordDraft> {
  const draft = (id: RecordId, body: RecordBody): RecordDraft => ({
    collection: 'organisation',
    kind: 'person',
    id,
    body: { role: 'technician', active: true, title: 'کارشناس خدمات پس از فروش', ...body },
    createdBy: personId('admin'),
    at,
  });
  yield draft(ISFAHAN_TECHNICIAN, {
    name: 'بابک عظیمی',
    branchId: branchId('isfahan'),
    territoryIds: [territoryId('isfahan-city'), territoryId('isfahan-province')],
    skills: ['تصویربرداری', 'آزمایشگاهی', 'برق و الکترونیک'],
  });
  yield draft(SHIRAZ_TECHNICIAN, {
    name: 'شیوا راد',
    branchId: branchId('shiraz'),
    territoryIds: [territoryId('shiraz-city'), territoryId('fars-south')],
    skills: ['دندان‌پزشکی', 'بیمارستانی'],
  });
}

interface Machine {
  readonly id: RecordId;
  readonly name: string;
  readonly productId: RecordId;
  readonly installedOn: IsoDate;
  /** The contracts that name it. */
  readonly contracts: readonly RecordDraft[];
}

/** @param contracts Those of this customer, as they were made. */
export function* serviceDrafts(
  customer: SampleCustomer,
  place: number,
  contracts: readonly RecordDraft[],
  context: ServiceContext,
): Generator<RecordDraft> {
  const chance = createChance(context.seed, FIRST_STREAM + place);
  if (customer.body.stage === 'lead' || customer.body.stage === 'prospect') return;
  const machines: Machine[] = [];
  for (const draft of machinesOf(customer, contracts, context, chance)) {
    machines.push(draft.machine);
    yield draft.draft;
  }
  if (machines.length === 0) return;
  for (let left = chance.between(0, 3); left > 0; left -= 1)
    yield servedRequest(customer, chance.pick(machines), context, chance);
  if (chance.percent(22)) yield openRequest(customer, chance.pick(machines), context, chance);
  if (chance.percent(6)) yield complaint(customer, chance.pick(machines), context, chance);
}

function* machinesOf(
  customer: SampleCustomer,
  contracts: readonly RecordDraft[],
  context: ServiceContext,
  chance: Chance,
): Generator<{ machine: Machine; draft: RecordDraft }> {
  const named = new Map<string, { name: string; productId: RecordId; contracts: RecordDraft[] }>();
  for (const contract of contracts)
    for (const thing of elementsOf(contract.body, 'coveredThings')) {
      const serial = textOf(thing, 'serial') ?? '';
      const known = named.get(serial);
      if (known) known.contracts.push(contract);
      else
        named.set(serial, {
          name: textOf(thing, 'name') ?? '',
          productId: textOf(thing, 'productId') ?? '',
          contracts: [contract],
        });
    }
  for (const [serial, { name, productId, contracts: own }] of named)
    yield machine(serial, name, productId, own, chance.between(400, 1_400));
  // Bought without a contract, often still under guarantee.
  if (!chance.percent(contracts.length > 0 ? 20 : 12)) return;
  const offered = context.products.filter(
    ({ kind, department }) => kind === 'equipment' && customer.trade.buys.includes(department),
  );
  const [product] = chance.several(offered, 1);
  if (!product) return;
  const plate = `AT${chance.between(16, 25)}-${chance.between(10_000, 99_999)}`;
  yield machine(plate, product.body.name, product.id, [], chance.between(30, 900));

  function machine(serial: string, name: string, productId: RecordId, own: readonly RecordDraft[], age: number) {
    const furthest = Math.max(2, daysBetween(customer.knownSince, context.today));
    const installedOn = workingDayBefore(context.today, Math.min(age, furthest));
    const id = context.createId();
    return {
      machine: { id, name, productId, installedOn, contracts: own },
      draft: {
        collection: 'assets' as const,
        kind: 'equipment',
        id,
        body: {
          customerId: customer.id,
          name,
          serial,
          productId,
          installedOn,
          warrantyUntil: addDays(installedOn, chance.pick([364, 364, 547, 729])),
          ...(chance.percent(45) ? { place: chance.pick(PLACES) } : {}),
        },
        createdBy: technicianOf(customer),
        at: instantAt(installedOn, 13 * 60),
      },
    };
  }
}

/** Served, signed for and closed; under a contract where one ran on that day. */
function servedRequest(
  customer: SampleCustomer,
  machine: Machine,
  context: ServiceContext,
  chance: Chance,
): RecordDraft {
  const age = Math.max(2, daysBetween(machine.installedOn, context.today));
  const day = workingDayBefore(context.today, chance.between(2, Math.min(400, age)));
  const received = instantAt(day, chance.between(8 * 60, 12 * 60));
  const waited = chance.between(1, 30) * 60;
  const started = later(received, waited);
  const stopped = later(started, chance.between(4, 36) * 5);
  const technician = technicianOf(customer);
  const contract = contractOn(machine, day);
  const fault = chance.pick(FAULTS);
  // Whatever was begun last night is not signed for before today.
  const isLate = stopped >= instantAt(context.today, 0);
  const end = isLate ? received : stopped;
  return request('job', customer, machine, context, {
    ...taken(customer, fault.subject, received, chance, contract),
    state: 'closed',
    assigneeId: technician,
    stateHistory: history([
      ['inquiry', received, personId(customer.owner)],
      ['assigned', later(received, 20), personId(customer.owner), technician],
      ['inProgress', isLate ? received : started, technician],
      ['confirmed', end, technician],
      ['closed', later(end, 60), personId(customer.owner)],
    ]),
    workTimes: isLate ? [] : [{ id: 'w1', order: 'a0', personId: technician, startedAt: started, stoppedAt: stopped }],
    partsUsed: partsFor(machine, context, chance),
    checklist: CHECKS.map((name, index) => ({ id: `c${index + 1}`, order: `a${index}`, name, done: true })),
    signature: { name: contactOf(customer), at: end },
    outcome: chance.weighted([
      [80, 'solved' as const],
      [10, 'partlySolved' as const],
      [6, 'noFault' as const],
      [4, 'replaced' as const],
    ]),
    workDone: fault.done,
    causes: [fault.cause],
  });
}

/** Waits today: nobody sent yet, somebody sent, or somebody at it. */
function openRequest(customer: SampleCustomer, machine: Machine, context: ServiceContext, chance: Chance): RecordDraft {
  const received = instantAt(workingDayBefore(context.today, chance.between(1, 6)), chance.between(8 * 60, 16 * 60));
  const technician = technicianOf(customer);
  const contract = contractOn(machine, context.today);
  const state = chance.weighted([
    [45, 'inquiry' as const],
    [40, 'assigned' as const],
    [15, 'confirmed' as const],
  ]);
  const fault = chance.pick(FAULTS);
  const sent = later(received, 45);
  const [started, stopped] = [later(received, 120), later(received, 190)];
  const skills = context.products.find(({ id }) => id === machine.productId)?.body.category;
  return request('job', customer, machine, context, {
    ...taken(customer, fault.subject, received, chance, contract),
    state,
    ...(skills === undefined ? {} : { skills: [skills] }),
    ...(state === 'inquiry'
      ? { stateHistory: history([['inquiry', received, personId(customer.owner)]]) }
      : {
          assigneeId: technician,
          plannedOn: workingDayAfter(context.today, chance.between(0, 4)),
          checklist: CHECKS.map((name, index) => ({
            id: `c${index + 1}`,
            order: `a${index}`,
            name,
            done: state === 'confirmed',
          })),
          stateHistory: history([
            ['inquiry', received, personId(customer.owner)],
            ['assigned', sent, personId(customer.owner), technician],
            ...(state === 'confirmed'
              ? ([
                  ['inProgress', started, technician],
                  ['confirmed', stopped, technician],
                ] as const)
              : []),
          ]),
        }),
    ...(state === 'confirmed'
      ? {
          workTimes: [{ id: 'w1', order: 'a0', personId: technician, startedAt: started, stoppedAt: stopped }],
          partsUsed: partsFor(machine, context, chance),
          signature: { name: contactOf(customer), at: stopped },
          outcome: 'solved',
          workDone: fault.done,
          causes: [fault.cause],
        }
      : {}),
  });
}

function complaint(customer: SampleCustomer, machine: Machine, context: ServiceContext, chance: Chance): RecordDraft {
  const received = instantAt(workingDayBefore(context.today, chance.between(1, 90)), chance.between(9 * 60, 16 * 60));
  const { subject, cause, note } = chance.pick(COMPLAINTS);
  const isClosed = chance.percent(60);
  return request('complaint', customer, machine, context, {
    ...taken(customer, subject, received, chance, null),
    state: isClosed ? 'closed' : 'inquiry',
    causes: [cause],
    causeNote: note,
    stateHistory: history([
      ['inquiry', received, personId(customer.owner)],
      ...(isClosed ? ([['closed', later(received, 150), personId(customer.owner)]] as const) : []),
    ]),
    ...(isClosed ? { outcome: 'solved' } : {}),
  });
}

function request(
  kind: 'job' | 'complaint',
  customer: SampleCustomer,
  machine: Machine,
  context: ServiceContext,
  body: RecordBody,
): RecordDraft {
  return {
    collection: 'serviceRequests',
    kind,
    id: context.createId(),
    body: { customerId: customer.id, assetIds: [machine.id], ...body },
    createdBy: personId(customer.owner),
    at: textOf(body, 'receivedAt') ?? instantAt(addDays(context.today, -1), 0),
  };
}

function taken(
  customer: SampleCustomer,
  subject: string,
  receivedAt: string,
  chance: Chance,
  contract: RecordDraft | null,
): RecordBody {
  const hours = contract?.body['responseHours'];
  return {
    subject,
    ownerId: personId(customer.owner),
    channel: chance.weighted([
      [60, 'phone' as const],
      [20, 'visit' as const],
      [12, 'sms' as const],
      [8, 'email' as const],
    ]),
    priority: chance.weighted([
      [55, 'normal' as const],
      [25, 'high' as const],
      [12, 'urgent' as const],
      [8, 'low' as const],
    ]),
    contactName: contactOf(customer),
    receivedAt,
    ...(contract === null ? {} : { contractId: contract.id }),
    ...(typeof hours === 'number' ? { dueAt: later(receivedAt, hours * 60) } : {}),
  };
}

type Step = readonly [state: string, at: string, personId: RecordId, assigneeId?: RecordId];

const history = (steps: readonly Step[]): RecordBody[] =>
  steps.map(([state, at, by, assigneeId], index) => ({
    id: `s${index + 1}`,
    order: `a${index}`,
    state,
    at,
    personId: by,
    ...(assigneeId === undefined ? {} : { assigneeId }),
  }));

function partsFor(machine: Machine, context: ServiceContext, chance: Chance): RecordBody[] {
  const fitting = context.products.filter(
    ({ kind, body }) => kind === 'sparePart' && (body.fitsIds ?? []).includes(machine.productId),
  );
  return chance.several(fitting, chance.between(0, 2)).map(({ id, body }, index) => ({
    id: `p${index + 1}`,
    order: `a${index}`,
    productId: id,
    productName: body.name,
    unit: body.unit,
    quantity: chance.between(1, 2) * QUANTITY_SCALE,
  }));
}

const contractOn = ({ contracts }: Machine, day: IsoDate): RecordDraft | null =>
  contracts.find(({ body }) => {
    const [from, to] = [textOf(body, 'startsOn') ?? '9999', textOf(body, 'endedOn') ?? textOf(body, 'endsOn') ?? ''];
    return from <= day && day <= to;
  }) ?? null;

/** Whoever is sent to a customer, as the server writes it behind an assignment. */
export function serviceTeamOf(drafts: readonly RecordDraft[]): RecordBody {
  const serviceTeam = drafts.flatMap(({ collection, id, body }): RecordBody[] => {
    const sentId = collection === 'serviceRequests' && isRequestOpen(body) ? textOf(body, 'assigneeId') : null;
    return sentId === null ? [] : [{ id, order: 'a0', personId: sentId }];
  });
  return serviceTeam.length === 0 ? {} : { serviceTeam };
}

function technicianOf({ territory }: SampleCustomer): RecordId {
  if (territory.branch.key === 'isfahan') return ISFAHAN_TECHNICIAN;
  return territory.branch.key === 'shiraz' ? SHIRAZ_TECHNICIAN : personId('kaveh');
}

const contactOf = ({ body }: SampleCustomer): string => body.contacts?.[0]?.name ?? body.name;

const later = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString();

const PLACES = ['طبقهٔ همکف، اتاق ۲', 'طبقهٔ دوم، بخش مراقبت‌های ویژه', 'آزمایشگاه مرکزی', 'اتاق عمل ۱', 'انبار تجهیزات'];
const CHECKS = ['بازرسی ظاهری و کابل برق', 'آزمون ایمنی الکتریکی', 'تنظیم و آزمون کارکرد'] as const;

const FAULTS = [
  { subject: 'دستگاه روشن نمی‌شود', cause: 'power', done: 'منبع تغذیه تعویض و دستگاه آزمایش شد.' },
  { subject: 'خطای حسگر روی نمایشگر', cause: 'wear', done: 'حسگر تمیز و تنظیم شد.' },
  { subject: 'نشتی آب از زیر دستگاه', cause: 'wear', done: 'واشر و اتصال‌ها تعویض شد.' },
  { subject: 'صدای غیرعادی هنگام کار', cause: 'wear', done: 'بلبرینگ روغن‌کاری و پیچ‌ها سفت شد.' },
  { subject: 'سرویس دوره‌ای', cause: 'other', done: 'سرویس دوره‌ای برابر فهرست بازرسی انجام شد.' },
  { subject: 'نتیجه‌ها دقیق نیست', cause: 'misuse', done: 'کالیبره شد و روش کار دوباره آموزش داده شد.' },
  { subject: 'نرم‌افزار بالا نمی‌آید', cause: 'software', done: 'نرم‌افزار دوباره نصب و تنظیم شد.' },
  { subject: 'نصب و راه‌اندازی در محل تازه', cause: 'installation', done: 'دستگاه جابه‌جا، نصب و آزمایش شد.' },
] as const;

const COMPLAINTS = [
  { subject: 'قطعه دیر رسید', cause: 'lateDelivery', note: 'سه روز دیرتر از قول ما رسید.' },
  { subject: 'کالای دیگری فرستاده شد', cause: 'wrongGoods', note: 'کد قطعه در حواله جابه‌جا نوشته شده بود.' },
  { subject: 'صورت‌حساب بیش از قرار است', cause: 'price', note: 'هزینهٔ ایاب‌وذهاب جدا حساب شده بود.' },
  { subject: 'دستگاه با ضربه رسید', cause: 'transport', note: 'جعبه از یک گوشه خیس و له شده بود.' },
] as const;
