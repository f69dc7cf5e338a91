import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerArbitrary, customerEditArbitrary, editBody } from '../../build/testing/arbitraryRecords.ts';
import { companyKind } from '../domain/customers/customer.ts';
import type { RecordBody } from '../domain/record.ts';
import { diffBodies, normaliseBody } from './diff.ts';
import type { LeafChange, RecordOperation } from './operation.ts';
import { replayPending } from './rebase.ts';

const target = { collection: 'customers' as const, kind: 'company', id: '0190a000-0000-7000-8000-000000000001' };
const seen = { epoch: null, version: 1, group: null };
const create = (body: RecordBody): RecordOperation => ({ act: 'create', ...target, body });
const patch = (...changes: LeafChange[]): RecordOperation => ({ act: 'patch', ...target, seen, changes });
const remove: RecordOperation = { act: 'delete', ...target, seen };
const customer = { name: 'الف', stage: 'lead', tags: ['a'] };
const rename = patch({ do: 'set', path: 'name', value: 'mine', seen: 'الف' });

describe('replayPending', () => {
  it('SYNC-128: shows what the person typed, whatever the base has become', () => {
    fc.assert(
      fc.property(
        customerArbitrary,
        customerArbitrary,
        fc.array(fc.array(customerEditArbitrary, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
        (base, otherBase, steps) => {
          let shown = base;
          const pending: RecordOperation[] = [];
          for (const [index, edits] of steps.entries()) {
            const next = editBody(shown, edits, `m${index}`);
            const changes = diffBodies(companyKind, shown, next);
            if (changes.length > 0) pending.push(patch(...changes));
            shown = next;
          }
          const own = replayPending(companyKind, { body: base, deleted: false }, pending);
          expect(own && normaliseBody(companyKind, own.body)).toEqual(normaliseBody(companyKind, shown));
          // Over another base every top-level value typed last is still there.
          const over = replayPending(companyKind, { body: otherBase, deleted: false }, pending);
          const typed = new Set(
            pending.flatMap((operation) =>
              operation.act === 'patch' ? operation.changes.map(({ path }) => path) : [],
            ),
          );
          const fields = ['name', 'stage', 'note', 'industry', 'creditLimit'].filter((field) => typed.has(field));
          expect(fields.map((field) => over?.body[field])).toEqual(fields.map((field) => shown[field]));
        },
      ),
    );
  });

  it('SYNC-128: is the same when what is pending is already in the base', () => {
    const changes = patch(
      { do: 'add', path: 'tags', value: 'b' },
      { do: 'addElement', path: 'phones', id: 'p1', order: 'a0', value: { label: 'home', number: '1' } },
    );
    const once = replayPending(companyKind, { body: customer, deleted: false }, [rename, changes]);
    expect(replayPending(companyKind, once, [rename, changes])).toEqual(once);
  });

  it('SYNC-128: shows a record that the server does not have yet, and one that others deleted meanwhile', () => {
    expect(replayPending(companyKind, null, [create(customer), rename])).toEqual({
      body: { ...customer, name: 'mine' },
      deleted: false,
    });
    expect(replayPending(companyKind, { body: customer, deleted: true }, [rename])).toEqual({
      body: { ...customer, name: 'mine' },
      deleted: false,
    });
    expect(replayPending(companyKind, { body: customer, deleted: true }, [])).toEqual({
      body: customer,
      deleted: true,
    });
  });

  it('shows no fragment of a record whose content is gone, and nothing where there is nothing', () => {
    expect(replayPending(companyKind, { body: {}, deleted: true }, [rename])).toEqual({ body: {}, deleted: true });
    expect(replayPending(companyKind, null, [rename])).toBeNull();
    expect(replayPending(companyKind, null, [])).toBeNull();
    expect(replayPending(companyKind, null, [remove])).toBeNull();
  });

  it('keeps one’s own delete, and lets one’s own create go over a base that has it already', () => {
    expect(replayPending(companyKind, { body: customer, deleted: false }, [rename, remove])?.deleted).toBe(true);
    const base = { body: { ...customer, name: 'theirs', note: 'theirs', tags: ['a', 'theirs'] }, deleted: false };
    expect(replayPending(companyKind, base, [create(customer)])?.body).toEqual({
      ...customer,
      note: 'theirs',
      tags: ['a', 'theirs'],
    });
  });
});
