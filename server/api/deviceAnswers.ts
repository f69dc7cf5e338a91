/** Who answers what a device asks outside of a round: each part of the product its own calls. Payloads were checked before. */
import type { Clock } from '../../shared/base/clock.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../shared/contract/server.ts';
import { createAdministrationAnswers } from '../administration/answers.ts';
import { createAttachmentAnswers } from '../attachments/answers.ts';
import { createAuditAnswers } from '../audit/answers.ts';
import type { Device } from '../auth/devices.ts';
import { createIdentityAnswers } from '../auth/newIdentity.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import { createCourierAnswers } from '../courier/answers.ts';
import { createFactAnswers } from '../facts/answers.ts';
import { createHistoryAnswers } from '../history/recordHistory.ts';
import type { EventLog } from '../log.ts';
import { createParkingAnswers } from '../parking/answers.ts';
import { createContactAnswers } from '../receipts/contacts.ts';
import { createReceiptAnswers } from '../receipts/answers.ts';
import { createRecoveryAnswers } from '../recovery/answers.ts';
import type { Database } from '../store/database.ts';
import type { OrganisationReader } from '../sync/organisation.ts';
import { createWatchAnswers } from '../watch/answers.ts';
import { createExportAnswers } from '../watch/exportAllowances.ts';
import type { RecordImages } from '../sync/recordImages.ts';

export interface DeviceCallContext {
  readonly database: Database;
  readonly organisation: OrganisationReader;
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly images: RecordImages;
  readonly log: EventLog;
}

export type DeviceAnswers = {
  readonly [Name in DeviceCallName]: (
    device: Device,
    input: DeviceCallInputs[Name],
  ) => Promise<DeviceCallReplies[Name]>;
};

export function createDeviceAnswers(context: DeviceCallContext): DeviceAnswers {
  return {
    ...createParkingAnswers(context),
    ...createCourierAnswers(context),
    ...createIdentityAnswers(context),
    ...createHistoryAnswers(context),
    ...createReceiptAnswers(context),
    ...createContactAnswers(context),
    ...createFactAnswers(context),
    ...createExportAnswers(context),
    ...createWatchAnswers(context),
    ...createAuditAnswers(context),
    ...createAdministrationAnswers(context),
    ...createRecoveryAnswers(context),
    ...createAttachmentAnswers(context),
  };
}
