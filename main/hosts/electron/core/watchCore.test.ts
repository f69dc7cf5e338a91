import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessagePortWire } from '../../../../shared/rpc/messagePortWire.ts';
import type { CoreClient } from '../../../../shared/rpc/client.ts';
import { createTestCompany, first, firstWhere, PASSPHRASE, signIn, type TestCompany } from '../../memory/company.ts';
import { MessageChannelDouble } from '../testing/messagePorts.ts';
import { watchCore, type CoreWatch } from './watchCore.ts';

const PREFERENCES = { language: 'fa', calendar: 'persian', theme: 'system' } as const;

describe('what the shell has locked when the machine goes to sleep', () => {
  let company: TestCompany;
  let window: CoreClient;
  let watch: CoreWatch;
  beforeEach(async () => {
    company = await createTestCompany();
    window = await signIn(company);
    watch = watchCore({
      core: {
        offerPort(_name, deliver) {
          const { port1, port2 } = new MessageChannelDouble();
          company.host.core.serve(createMessagePortWire(port1));
          deliver(port2);
        },
        withdraw: () => {},
        onState: () => () => {},
      },
      preferences: PREFERENCES,
      log: () => {},
    });
  });
  afterEach(async () => {
    watch.stop();
    await company.close();
  });

  const phase = async (): Promise<string> => (await first(window.session.state())).phase;
  const untilPhase = (wanted: string) => firstWhere(window.session.state(), (now) => now.phase === wanted);

  it('SEC-56: work', async () => {
    await watch.lock();
    expect(await phase()).toBe('locked');
    await watch.lock();
    expect(await phase()).toBe('locked');
  });

  it('SEC-56: a repair, which has the key in hand', async () => {
    await window.storage.openRepair();
    await untilPhase('damaged');
    await watch.lock();
    expect(await phase()).toBe('locked');
  });

  it('SEC-56: a key that is being replaced, when it is through; nobody is at work again by itself', async () => {
    const rotating = window.security.rotateKey({ passphrase: PASSPHRASE });
    await untilPhase('locked');
    await watch.lock();
    await rotating;
    expect(await phase()).toBe('locked');
    const now = await first(window.session.state());
    const [profile] = now.phase === 'locked' ? now.profiles : [];
    await window.session.unlock({ profileId: profile?.profileId ?? '', passphrase: PASSPHRASE });
    expect(await phase()).toBe('open');
  });

  it('nothing where nobody is enrolled', async () => {
    await window.session.lock();
    await window.session.addPerson();
    await watch.lock();
    expect(await phase()).toBe('signedOut');
  });
});
