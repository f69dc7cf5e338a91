/** Calls of devices about work that travels other ways than its own line: carried by others, or in a file. */
import { oc } from '@orpc/contract';
import {
  bundleChangesReplySchema,
  bundleChangesRequestSchema,
  bundleWorkReplySchema,
  bundleWorkRequestSchema,
} from '../sync/bundleContent.ts';
import { deliveryReplySchema, deliveryRequestSchema } from '../sync/sealedGroup.ts';

export const courierCalls = {
  deliverSealed: oc
    .route({
      method: 'POST',
      path: '/sync/v1/sealed',
      tags: ['courier'],
      summary: 'Groups sealed to the server, carried unread by another device',
    })
    .input(deliveryRequestSchema)
    .output(deliveryReplySchema),
  bundleWork: oc
    .route({
      method: 'POST',
      path: '/bundles/v1/work',
      tags: ['courier'],
      summary: 'One part of a bundle of work, by somebody who may take bundles in',
    })
    .input(bundleWorkRequestSchema)
    .output(bundleWorkReplySchema),
  bundleChanges: oc
    .route({
      method: 'POST',
      path: '/bundles/v1/changes',
      tags: ['courier'],
      summary: 'The bundle of changes that answers a bundle of work, part by part',
    })
    .input(bundleChangesRequestSchema)
    .output(bundleChangesReplySchema),
};
