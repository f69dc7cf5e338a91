/** Somebody of the sample company at a machine without a window: the same store and sync engine, moved by the spec. */
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { SAMPLE_USERS } from '../../server/sample/users.ts';
import { createTestDevice, type TestDevice } from '../sync/device.ts';
import type { Product } from './product.ts';

/** Signed in, with everything that they hold. Whoever opens it closes it. */
export async function openColleague({ serverUrl }: Product, login: string): Promise<TestDevice> {
  const password = SAMPLE_USERS.find((user) => user.login === login)?.password ?? '';
  const transport = createHttpTransport(serverUrl);
  const device = await createTestDevice({
    login,
    transport: { ...transport, signIn: (request) => transport.signIn({ ...request, password }) },
  });
  await device.sync();
  return device;
}

/** The outbox goes on without its oldest group, which never arrives. */
export async function syncWithoutTheOldest(device: TestDevice): Promise<void> {
  const { push } = device.network;
  const lost = device.store.sync.outbox(1)[0]?.hash;
  device.network.push = async (token, request, signal) => {
    const groups = request.groups.filter(({ hash }) => hash !== lost);
    if (groups.length > 0) return push(token, { ...request, groups }, signal);
    return { epoch: device.store.identity.epoch ?? '', outcomes: [], numberBlocks: [] };
  };
  await device.sync();
  device.network.push = push;
}
