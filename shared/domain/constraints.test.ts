import { describe, expect, it } from 'vitest';
import { activitiesCollection } from './activities/activity.ts';
import { collections, kindOf } from './catalogue.ts';
import { constraintAt, constraintsOf, fieldSchemaAt } from './constraints.ts';
import { companyKind } from './customers/customer.ts';
import { orderKind } from './salesDocuments/order.ts';

describe('the constraints of a form', () => {
  it('tell what is required, how long, which options, how small and large', () => {
    const order = constraintsOf(orderKind);
    expect(order['customerId']).toMatchObject({ type: 'text', required: true });
    expect(order['state']).toEqual({ type: 'options', required: true, options: ['draft', 'confirmed', 'cancelled'] });
    expect(order['orderedOn']).toEqual({ type: 'date', required: true });
    expect(order['confirmedAt']).toEqual({ type: 'instant', required: false });
    expect(order['discountPercentage']).toEqual({ type: 'integer', required: false, minimum: 0, maximum: 1_000_000 });
    expect(order['freight']).toEqual({ type: 'money', required: false });
    expect(order['lines']).toEqual({ type: 'elements', required: true, maximumCount: 2_000 });
    expect(order['lines/*/quantity']).toEqual({ type: 'integer', required: true, minimum: 1 });
    expect(order['lines/*/note']).toEqual({ type: 'text', required: false, maximumLength: 1_000 });
    const company = constraintsOf(companyKind);
    expect(company['name']).toEqual({ type: 'text', required: true, minimumLength: 1, maximumLength: 200 });
    expect(company['tags']).toEqual({ type: 'set', required: false, maximumCount: 100 });
    expect(company['consent/sms']).toEqual({
      type: 'options',
      required: false,
      options: ['unknown', 'granted', 'refused'],
    });
    expect(company['addresses/*/position']).toEqual({ type: 'position', required: false });
  });

  it('are found by the path of a leaf', () => {
    expect(constraintAt(orderKind, 'lines/01-ab/unitPrice')).toEqual({ type: 'money', required: true });
    expect(constraintAt(companyKind, 'custom/colour')).toMatchObject({ required: false });
    expect(constraintAt(orderKind, 'invented')).toBeNull();
    expect(constraintAt(orderKind, 'lines/a/invented')).toBeNull();
    expect(constraintAt(orderKind, 'freight/amount')).toBeNull();
    expect(constraintAt(orderKind, 'constructor')).toBeNull();
  });

  it('agree with the schema that checks what was typed', () => {
    const accepts = (path: string, value: unknown) => fieldSchemaAt(orderKind, path)?.safeParse(value).success;
    expect([
      accepts('lines/a/quantity', 1),
      accepts('lines/a/quantity', 0),
      accepts('orderedOn', '2026-02-30'),
      accepts('invented', 1),
    ]).toEqual([true, false, false, undefined]);
  });

  it('can be read of every kind, with no field left as a riddle but free values', () => {
    for (const { kinds } of collections) {
      for (const definition of Object.values(kinds)) {
        const untyped = Object.entries(constraintsOf(definition)).filter(([, { type }]) => type === 'value');
        expect(
          untyped
            .map(([path]) => path)
            .filter(
              (path) =>
                !/^(source|invoice|(lines|partsUsed)\/\*\/saidIn|workingHours|repeat|approval|mergeTaken|opening|signature|payers|exportGrant|readingGrant|custom\/\*|value|leaves\/.*|changes\/.*)$/.test(
                  path,
                ),
            ),
        ).toEqual([]);
      }
    }
    expect(constraintsOf(activitiesCollection.kinds['visit']!)['outcome']?.options).toContain('ordered');
    expect(
      kindOf('contracts', 'serviceContract') && constraintsOf(kindOf('contracts', 'serviceContract')!)['coverage'],
    ).toMatchObject({
      type: 'set',
      options: ['parts', 'labour', 'visits', 'consumables', 'replacement'],
      maximumCount: 10,
    });
  });
});
