/** A few people of the simulated company at devices of their own, for tests that say themselves what happens. */
import { expect } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import type { LocalOperation } from '../main/core/store/index.ts';
import type { Database } from '../server/store/database.ts';
import { GAUZE_LINE, idOf, openCompany } from '../e2e/sync/openCompany.ts';
import { createTestDevice, type TestDevice } from '../e2e/sync/device.ts';
import { COMPANY, type Login } from './company.ts';
import { differences } from './checks/convergence.ts';
import { readServerState } from './checks/serverState.ts';
import { ticketOf } from './world.ts';

export interface Person extends TestDevice {
  readonly name: string;
}

export interface People<Name extends Login> {
  readonly database: Database;
  readonly people: Readonly<Record<Name, Person>>;
  close(): Promise<void>;
}

/** Enrolled over lines that do as they should, and not yet synced. */
export async function openPeople<Name extends Login>(...logins: readonly Name[]): Promise<People<Name>> {
  const clock = { now: () => Date.now() };
  const company = await openCompany({ ...(await createTestDatabase()), drafts: COMPANY, logins: [] });
  const people = {} as Record<Name, Person>;
  for (const login of logins) {
    const transport = { ...company.transport(), signIn: () => Promise.resolve(ticketOf(company, clock, login)) };
    const device = await createTestDevice({ login, transport, seed: login.length });
    people[login] = Object.assign(device, { name: login });
  }
  return {
    database: company.database,
    people,
    async close() {
      for (const login of logins) await people[login].close();
      await company.close();
    },
  };
}

/** A customer that everybody here holds. */
export const PARS = idOf('pars');

export const save = (person: Person, ...operations: LocalOperation[]) =>
  person.store.commit({ author: person.person, operations });

/** A field of its own on that customer. */
export const setCustom = (key: string, value: string): LocalOperation => ({
  act: 'patch',
  collection: 'customers',
  kind: 'company',
  id: PARS,
  changes: [{ do: 'set', path: `custom/${key}`, value }],
});

/** A confirmed order of that customer. @param count Of the person's orders; it stands in the printed number. */
export const confirmOrder = (person: Person, count: number, at: number): Promise<string> =>
  person.create('salesDocuments', 'order', {
    customerId: PARS,
    state: 'confirmed',
    number: `ORD-${person.store.identity.deviceCode}-${String(count).padStart(4, '0')}`,
    confirmedAt: new Date(at).toISOString(),
    orderedOn: '2026-11-20',
    currency: 'IRR',
    lines: [{ ...GAUZE_LINE, quantity: 1_000, unitPrice: { amount: 5_000, currency: 'IRR' }, taxPercentage: 0 }],
  });

/** One after the other; each must come to an end without anything left to send. */
export async function syncWell(...people: readonly Person[]): Promise<void> {
  for (const person of people) {
    const { connection, pending } = await person.sync();
    expect([person.name, connection, pending]).toEqual([person.name, 'online', 0]);
  }
}

/** Everybody holds what the server lets them hold, body by body. */
export async function expectConverged(database: Database, ...people: readonly Person[]): Promise<void> {
  const state = await readServerState(database);
  expect(people.flatMap((person) => differences(person, state))).toEqual([]);
}
