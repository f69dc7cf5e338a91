/**
 * The routes, read from the contract: method and path are declared there once.
 *
 * Plain `node:http` serves them and not oRPC's own handler: the body must be bounded before and after inflating, errors have our own form
 * that the device already reads, and the payload is checked where a direct call meets the same check. What is left of a handler is
 * this table.
 */
import { recoveryTicketCalls, type RecoveryTicketCallName } from '../../shared/contract/recovery.ts';
import { DEVICE_CALLS, serverContract, type DeviceCallName } from '../../shared/contract/server.ts';
import type { Sender, ServerApp } from '../api/app.ts';

export interface Call {
  readonly sender: Sender;
  readonly address: string;
  /** undefined for GET. */
  readonly payload: unknown;
  /** Whether the reply may be compressed. */
  readonly readsGzip: boolean;
}

export interface Route {
  readonly name: keyof typeof serverContract;
  readonly method: string;
  readonly path: string;
  /** What `sendJson` takes. */
  answer(call: Call): Promise<unknown>;
}

type Answers = { readonly [Name in keyof typeof serverContract]: (call: Call) => Promise<unknown> };

export function createRoutes(app: ServerApp): ReadonlyMap<string, Route> {
  const deviceAnswers = Object.fromEntries(
    DEVICE_CALLS.map((name) => [name, ({ sender, payload }: Call) => app.call(name, sender, payload)]),
  ) as Pick<Answers, DeviceCallName>;
  const recoveryAnswers = Object.fromEntries(
    (Object.keys(recoveryTicketCalls) as RecoveryTicketCallName[]).map((name) => [
      name,
      ({ payload, address }: Call) => app.askForRecovery(name, payload, address),
    ]),
  ) as Pick<Answers, RecoveryTicketCallName>;
  const answers: Answers = {
    health: () => Promise.resolve({ status: 'ok' }),
    ready: () => app.readiness(),
    sampleUsers: () => app.sampleUsers(),
    signIn: ({ payload, address }) => app.signIn(payload, address),
    enrol: ({ payload }) => app.enrol(payload),
    handshake: ({ sender, payload }) => app.handshake(sender, payload),
    standing: ({ payload, address }) => app.standing(payload, address),
    erased: ({ payload, address }) => app.erased(payload, address),
    push: ({ sender, payload }) => app.push(sender, payload),
    pull: ({ sender, payload, readsGzip }) =>
      readsGzip ? app.pullGzip(sender, payload) : app.pullJson(sender, payload),
    ...deviceAnswers,
    ...recoveryAnswers,
  };
  const routes = (Object.keys(serverContract) as Route['name'][]).map((name): Route => {
    const { method = 'POST', path = `/${name}` } = serverContract[name]['~orpc'].route;
    return { name, method, path, answer: answers[name] };
  });
  return new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
}
