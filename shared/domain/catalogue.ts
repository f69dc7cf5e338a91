/** Every collection and kind that this version knows. Tables, validation, scopes and merge look here. */
import { activitiesCollection } from './activities/activity.ts';
import { assetsCollection } from './assets/equipment.ts';
import { attachmentsCollection } from './attachments/attachment.ts';
import { contractsCollection } from './contracts/serviceContract.ts';
import { customersCollection } from './customers/collection.ts';
import type { CollectionDefinition, KindDefinition } from './kind.ts';
import { opportunitiesCollection } from './opportunities/opportunity.ts';
import { organisationCollection } from './organisation/organisation.ts';
import { productsCollection } from './products/collection.ts';
import type { CollectionName } from './record.ts';
import { reviewsCollection } from './reviews/review.ts';
import { salesCreditsCollection } from './salesCredits/salesCredit.ts';
import { salesDocumentsCollection } from './salesDocuments/collection.ts';
import { serviceRequestsCollection } from './serviceRequests/serviceRequest.ts';
import { stockCollection } from './stock/collection.ts';

export const collections: readonly CollectionDefinition[] = [
  customersCollection,
  productsCollection,
  stockCollection,
  opportunitiesCollection,
  salesDocumentsCollection,
  assetsCollection,
  contractsCollection,
  serviceRequestsCollection,
  activitiesCollection,
  organisationCollection,
  reviewsCollection,
  salesCreditsCollection,
  attachmentsCollection,
];

const collectionsByName = new Map(collections.map((definition) => [definition.collection, definition]));

/** null for a collection that DESIGN names but this version does not have yet: its records are kept verbatim. */
export const collectionOf = (name: CollectionName): CollectionDefinition | null => collectionsByName.get(name) ?? null;

/** Own names only: `constructor` is no kind. */
export function kindOf(collection: CollectionName, kind: string): KindDefinition | null {
  const kinds = collectionsByName.get(collection)?.kinds;
  return kinds && Object.hasOwn(kinds, kind) ? (kinds[kind] ?? null) : null;
}

/** What this code knows: sent at the handshake and with every group. */
export const schemaVersions = (): Record<string, number> =>
  Object.fromEntries(collections.map(({ collection, schemaVersion }) => [collection, schemaVersion]));
