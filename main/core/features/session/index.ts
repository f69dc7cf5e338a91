import { followValue } from '../follow.ts';
import { anytime } from '../procedures.ts';

export const session = {
  state: anytime.session.state.handler(({ context, signal }) =>
    followValue(
      () => context.session.state(),
      (listener) => context.session.onMoved(listener),
      signal,
    ),
  ),
  sampleUsers: anytime.session.sampleUsers.handler(({ context }) => context.session.sampleUsers()),
  signIn: anytime.session.signIn.handler(async ({ input, context }) => ({
    person: await context.session.signIn(input),
  })),
  enrol: anytime.session.enrol.handler(({ input, context }) => context.session.enrol(input)),
  cancelSignIn: anytime.session.cancelSignIn.handler(async ({ context }) => {
    await context.session.cancelSignIn();
    return {};
  }),
  unlock: anytime.session.unlock.handler(async ({ input, context }) => {
    await context.session.unlock(input);
    return {};
  }),
  lock: anytime.session.lock.handler(async ({ context }) => {
    await context.session.lock();
    return {};
  }),
  changePassphrase: anytime.session.changePassphrase.handler(async ({ input, context }) => {
    await context.session.changePassphrase(input);
    return {};
  }),
  askServer: anytime.session.askServer.handler(async ({ input, context }) => {
    await context.session.askServer(input);
    return {};
  }),
  addPerson: anytime.session.addPerson.handler(async ({ context }) => {
    await context.session.addPerson();
    return {};
  }),
};
