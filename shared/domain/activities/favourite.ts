/**
 * A product that a person keeps at hand for taking orders. One record each, so that two machines of one person never write the same one; it lives with the
 * person and travels to all of their machines. The same product twice is one favourite.
 */
import { z } from 'zod';
import { textOf } from '../bodyReads.ts';
import { commonFields, idField, nameField } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { COMPANY_SCOPE, personScope } from '../record.ts';

/** What activities have and a favourite has not; see `visitPlan.ts`. */
const NOT_OF_A_FAVOURITE = {
  customerId: z.never().optional(),
  happenedAt: z.never().optional(),
  plannedAt: z.never().optional(),
  outcome: z.never().optional(),
  durationMinutes: z.never().optional(),
};

export const favouriteSchema = z.looseObject({
  ...commonFields,
  ...NOT_OF_A_FAVOURITE,
  /** Whose. */
  ownerId: idField,
  productId: idField,
  /** What the product was called then: it may be gone since. */
  subject: nameField,
});
export type Favourite = z.infer<typeof favouriteSchema>;

export const favouriteKind = defineKind({
  collection: 'activities',
  kind: 'favourite',
  schema: favouriteSchema,
  merge: { default: 'serverOrder', policies: { source: 'locked' } },
  scope: {
    home: (body) => {
      const ownerId = textOf(body, 'ownerId');
      return ownerId ? personScope(ownerId) : COMPANY_SCOPE;
    },
  },
  // Nobody looks for it among activities.
  searchText: () => [],
});
