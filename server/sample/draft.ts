/** A record as it is generated: everything but what the server gives (version, scopes). */
import type { Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';

export interface RecordDraft {
  readonly collection: CollectionName;
  readonly kind: string;
  readonly id: RecordId;
  readonly body: RecordBody;
  readonly createdBy: RecordId;
  readonly at: Instant;
}
