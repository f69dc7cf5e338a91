/**
 * The central server's HTTP API, declared once: the server's routes and its OpenAPI document are derived from this. The messages
 * themselves are in `shared/sync/protocol.ts`.
 *
 * Errors of every route have one body, `{ code, facts }` (`wireErrorSchema`), with an HTTP status that fits. Bodies may be
 * compressed with gzip, both ways.
 */
import { oc, type InferContractRouterInputs, type InferContractRouterOutputs } from '@orpc/contract';
import { z } from 'zod';
import { erasedReplySchema, erasedRequestSchema, standingReplySchema, standingRequestSchema } from '../sync/lease.ts';
import {
  enrolReplySchema,
  enrolRequestSchema,
  handshakeReplySchema,
  handshakeRequestSchema,
  pullReplySchema,
  pullRequestSchema,
  pushReplySchema,
  pushRequestSchema,
  sampleUsersReplySchema,
  signInReplySchema,
  signInRequestSchema,
} from '../sync/protocol.ts';
import { administrationCalls, auditCalls } from './administration.ts';
import { branchCalls } from './branch.ts';
import { attachmentCalls } from './attachments.ts';
import { courierCalls } from './courier.ts';
import { dayEndCalls } from './dayEnd.ts';
import { exportCalls } from './exports.ts';
import { historyCalls } from './history.ts';
import { identityCalls } from './identity.ts';
import { parkingCalls } from './parking.ts';
import { recoveryCalls, recoveryTicketCalls } from './recovery.ts';
import { restoredCalls } from './restored.ts';
import { watchCalls } from './watch.ts';

const healthSchema = z.object({ status: z.literal('ok') });
/** `database` false: it does not answer. `stopping` true: this node ends and takes no more work. */
const readinessSchema = z.object({ ready: z.boolean(), database: z.boolean(), stopping: z.boolean() });
export type Readiness = z.infer<typeof readinessSchema>;

/** What a device asks outside of a round, with its bearer token: a POST each. A part of the product adds its own here. */
export const deviceCalls = {
  ...parkingCalls,
  ...courierCalls,
  ...identityCalls,
  ...historyCalls,
  ...dayEndCalls,
  ...branchCalls,
  ...restoredCalls,
  ...exportCalls,
  ...watchCalls,
  ...auditCalls,
  ...administrationCalls,
  ...recoveryCalls,
  ...attachmentCalls,
};
export type DeviceCallName = keyof typeof deviceCalls;
/** What is sent: defaults of the schema may be left out. */
export type DeviceCallInputs = InferContractRouterInputs<typeof deviceCalls>;
export type DeviceCallReplies = InferContractRouterOutputs<typeof deviceCalls>;
export const DEVICE_CALLS = Object.keys(deviceCalls) as DeviceCallName[];

export const serverContract = {
  health: oc
    .route({ method: 'GET', path: '/health', tags: ['operation'], summary: 'The process runs' })
    .output(healthSchema),
  ready: oc
    .route({ method: 'GET', path: '/ready', tags: ['operation'], summary: 'It can do its work; 503 when not' })
    .output(readinessSchema),
  sampleUsers: oc
    .route({
      method: 'GET',
      path: '/auth/v1/sample-users',
      tags: ['sign-in'],
      summary: 'Who may try a sample company; empty for a real one',
    })
    .output(sampleUsersReplySchema),
  signIn: oc
    .route({
      method: 'POST',
      path: '/auth/v1/sign-in',
      tags: ['sign-in'],
      summary: 'Login and password for a short ticket',
    })
    .input(signInRequestSchema)
    .output(signInReplySchema),
  enrol: oc
    .route({
      method: 'POST',
      path: '/auth/v1/enrol',
      tags: ['sign-in'],
      summary: 'A ticket and a device key for the bearer token of a device',
    })
    .input(enrolRequestSchema)
    .output(enrolReplySchema),
  standing: oc
    .route({
      method: 'POST',
      path: '/auth/v1/standing',
      tags: ['sign-in'],
      summary: 'The last signed order about a device, by its id: also for one that is locked or suspended',
    })
    .input(standingRequestSchema)
    .output(standingReplySchema),
  erased: oc
    .route({
      method: 'POST',
      path: '/auth/v1/erased',
      tags: ['sign-in'],
      summary: 'A device says that the keys of its copy are gone',
    })
    .input(erasedRequestSchema)
    .output(erasedReplySchema),
  ...recoveryTicketCalls,
  handshake: oc
    .route({ method: 'POST', path: '/sync/v1/handshake', tags: ['sync'], summary: 'Begins a round' })
    .input(handshakeRequestSchema)
    .output(handshakeReplySchema),
  push: oc
    .route({
      method: 'POST',
      path: '/sync/v1/push',
      tags: ['sync'],
      summary: 'Operation groups in, an outcome for each',
    })
    .input(pushRequestSchema)
    .output(pushReplySchema),
  pull: oc
    .route({ method: 'POST', path: '/sync/v1/pull', tags: ['sync'], summary: 'Heads of a checkpoint, then its pages' })
    .input(pullRequestSchema)
    .output(pullReplySchema),
  ...deviceCalls,
};

/** The stream of pokes is no call: server-sent events, each with a `pokeSchema` as JSON. */
export const POKE_PATH = '/sync/v1/poke';
/** These carry the bearer token of a device. */
export const DEVICE_ROUTES: readonly (keyof typeof serverContract)[] = ['handshake', 'push', 'pull', ...DEVICE_CALLS];
