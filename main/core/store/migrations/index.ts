/** Brings a file to the newest schema: every missing migration, each whole, in one transaction. */
import { createError } from '../../../../shared/base/errors.ts';
import type { Connection } from '../connection.ts';
import { first } from './0001First.ts';
import { documentTables } from './0002DocumentTables.ts';
import { searchByCollection } from './0003SearchByCollection.ts';
import { coveredGroups } from './0004CoveredGroups.ts';
import { waitingReviews } from './0005WaitingReviews.ts';
import { salesCredits } from './0006SalesCredits.ts';
import { customerColumns } from './0007CustomerColumns.ts';
import { service } from './0008Service.ts';
import { opportunityColumns } from './0009OpportunityColumns.ts';
import { salesDocumentColumns } from './0010SalesDocumentColumns.ts';
import { lastVisits } from './0011LastVisits.ts';
import { customerModels } from './0012CustomerModels.ts';
import { productsByKind } from './0013ProductsByKind.ts';
import { receiptColumns } from './0014ReceiptColumns.ts';
import { stockByPlace } from './0015StockByPlace.ts';
import { attachments } from './0016Attachments.ts';
import { requestCauses } from './0017RequestCauses.ts';
import { ownFieldLinks } from './0018OwnFieldLinks.ts';
import { listOrders } from './0019ListOrders.ts';
import { listsByDay } from './0020ListsByDay.ts';

/** SQL, or work that SQL alone cannot do. */
type Migration = string | ((connection: Connection) => void);

/** In order; the place is the schema version that it leads to. Never edit, only append. */
const MIGRATIONS: readonly Migration[] = [
  first,
  documentTables,
  searchByCollection,
  coveredGroups,
  waitingReviews,
  salesCredits,
  customerColumns,
  service,
  opportunityColumns,
  salesDocumentColumns,
  lastVisits,
  customerModels,
  productsByKind,
  receiptColumns,
  stockByPlace,
  attachments,
  requestCauses,
  ownFieldLinks,
  listOrders,
  listsByDay,
];

export const NEWEST_SCHEMA = MIGRATIONS.length;

export const schemaVersionOf = (connection: Connection): number => Number(connection.pragma('user_version'));

/** @throws PeyvandError `store_newer` for a file that a later version of Peyvand has written. */
export function migrate(connection: Connection, target: number = NEWEST_SCHEMA): void {
  const current = schemaVersionOf(connection);
  if (current > NEWEST_SCHEMA) throw createError('store_newer', { schema: current, known: NEWEST_SCHEMA });
  if (current >= target) return;
  connection.pragma('synchronous = FULL');
  connection.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of MIGRATIONS.slice(current, target)) {
      if (typeof migration === 'string') connection.exec(migration);
      else migration(connection);
    }
    connection.pragma(`user_version = ${target}`);
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}
