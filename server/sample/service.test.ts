import { expect, it } from 'vitest';
import { elementsOf, textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { coverageOn } from '../../shared/domain/serviceRequests/coverage.ts';
import { isRequestOpen } from '../../shared/domain/serviceRequests/requestRules.ts';
import { serviceClock } from '../../shared/domain/serviceRequests/serviceClock.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';
import { generateCompany } from './generate.ts';

const today = '2026-07-06';
const drafts = [...generateCompany({ seed: 1, customers: 600, today })];
const of = (collection: string): RecordDraft[] => drafts.filter((draft) => draft.collection === collection);
const requests = of('serviceRequests');

it('has machines at customers, and requests about them in every state that is worth looking at', () => {
  expect(of('assets').length).toBeGreaterThan(100);
  const states = new Set(requests.map(({ body }) => body['state']));
  expect(states).toEqual(new Set(['assigned', 'closed', 'confirmed', 'inquiry']));
  expect(new Set(requests.map(({ kind }) => kind))).toStrictEqual(new Set(['job', 'complaint']));
});

it('has contracts that cover machines of the installed base today, machines under guarantee, and machines that nobody covers', () => {
  const contracts = of('contracts');
  const payers = new Set(
    of('assets').map((asset) => {
      const customerId = textOf(asset.body, 'customerId');
      const own = contracts.filter(({ body }) => textOf(body, 'customerId') === customerId);
      const { payers: found, warnings } = coverageOn({
        day: today,
        timeZone: 'Asia/Tehran',
        asset,
        contracts: own,
        requests: [],
      });
      return found.labour?.by ?? (warnings.some(({ warning }) => warning === 'lapsed') ? 'lapsed' : 'nobody');
    }),
  );
  expect(payers).toEqual(new Set(['warranty', 'contract', 'lapsed', 'nobody']));
});

it('happened in the past, in the order of its steps, on machines of the same customer', () => {
  const customerOf = new Map(of('assets').map(({ id, body }) => [id, textOf(body, 'customerId')]));
  const wrong = requests.filter(({ body }) => {
    const instants = elementsOf(body, 'stateHistory').map((step) => textOf(step, 'at') ?? '');
    const isOrdered = JSON.stringify(instants) === JSON.stringify(instants.toSorted());
    const isOwn = textsOf(body, 'assetIds').every((id) => customerOf.get(id) === textOf(body, 'customerId'));
    return !isOrdered || !isOwn || instants.some((instant) => instant >= `${today}T12:00`);
  });
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

it('has promises that were kept, missed, and that are running out', () => {
  const clocks = new Set(requests.map(({ body }) => serviceClock(body, `${today}T06:00:00.000Z`).state));
  expect([...clocks]).toEqual(expect.arrayContaining(['met', 'late', 'overdue', 'none']));
});

it('has whoever is sent in the customer’s service team, as the server writes it', () => {
  const sent = requests
    .filter(({ body }) => isRequestOpen(body) && textOf(body, 'assigneeId') !== null)
    .map(({ id, body }) => [textOf(body, 'customerId'), id, textOf(body, 'assigneeId')].join(' '));
  const shared = of('customers').flatMap(({ id, body }) =>
    elementsOf(body, 'serviceTeam').map((entry) => [id, textOf(entry, 'id'), textOf(entry, 'personId')].join(' ')),
  );
  expect(sent.length).toBeGreaterThan(5);
  expect(shared.toSorted()).toEqual(sent.toSorted());
});
