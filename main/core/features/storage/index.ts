/** The data file of the person at work, and the way out when it is damaged. */
import { createError } from '../../../../shared/base/errors.ts';
import type { BackupEvent, RepairState } from '../../../../shared/contract/storage.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { anytime, atWork, type Work } from '../procedures.ts';
import { tellProgress } from '../bundles/tellProgress.ts';
import { portableKeyring } from './portableKeyring.ts';

export const storage = {
  overview: atWork.storage.overview.handler(({ context: { work }, signal }) => {
    const { storage: keeper } = work;
    // Once; later it looks after each backup.
    keeper.look().catch(() => undefined);
    return whileSessionLasts(
      work,
      followValue(
        () => keeper.overview(),
        (listener) => keeper.onMoved(listener),
        signal,
      ),
    );
  }),
  changePlan: atWork.storage.changePlan.handler(async ({ input, context: { work } }) => {
    await work.storage.changePlan(input);
    return {};
  }),
  backUp: atWork.storage.backUp.handler(async ({ input, context: { work, session }, signal }) => {
    const { folder, passphrase } = input;
    const { keyrings, profiles } = session.keys;
    const path = profiles.paths(work.profileId).keyring;
    const keyring = passphrase === undefined ? undefined : await portableKeyring(keyrings, { path, work, passphrase });
    return whileSessionLasts(work, backUp(work, { folder, keyring }, signal));
  }),
  verify: atWork.storage.verify.handler(async ({ input, context: { work } }) => {
    await work.storage.verify(input.file);
    return {};
  }),
  check: atWork.storage.check.handler(async ({ context: { work } }) => {
    await work.storage.check();
    return {};
  }),
  removeSetAside: atWork.storage.removeSetAside.handler(({ input, context: { work } }) => {
    work.storage.removeSetAside(input.name);
    return {};
  }),
  openRepair: anytime.storage.openRepair.handler(async ({ context: { session } }) => {
    const { check } = session.requireActive().storage.overview();
    await session.repair.begin(
      check && !check.ok ? createError('store_damaged', { reason: 'check', findings: check.findings }) : null,
    );
    return {};
  }),
  rebuild: anytime.storage.rebuild.handler(async ({ input, context }) => {
    await context.session.repair.rebuild(input.password ?? null);
    return {};
  }),
  restore: anytime.storage.restore.handler(async ({ input, context }) => {
    await context.session.repair.restore(input);
    return {};
  }),
  open: anytime.storage.open.handler(async ({ context: { session } }) => {
    const before = session.state();
    await session.repair.open();
    const outcome = before.phase === 'damaged' ? before.repair.outcome : null;
    if (outcome) noteRepair(session.require(), outcome);
    return {};
  }),
  restoreHere: anytime.storage.restoreHere.handler(({ input, context }) => context.session.repair.restoreHere(input)),
};

/** In the device's own audit log, which came along or begins anew. */
function noteRepair({ audit }: Work, { way, found, newIdentity, backupAt }: NonNullable<RepairState['outcome']>): void {
  const { unsent, sealed, lost } = found;
  audit.note(way === 'rebuilt' ? 'store.rebuilt' : 'store.restored', { unsent, sealed, lost, newIdentity, backupAt });
}

const backUp = (
  work: Work,
  wanted: { readonly folder: string | undefined; readonly keyring: string | undefined },
  signal: AbortSignal | undefined,
) =>
  tellProgress<BackupEvent>(signal ? AbortSignal.any([signal, work.ended]) : work.ended, async (tell, ends) => {
    const report = await work.storage.backUp({
      ...wanted,
      signal: ends,
      tell: (step, done, expected) => tell({ type: 'progress', step, done, expected }),
    });
    work.audit.note('backup.made', { bytes: report.bytes, portable: wanted.keyring !== undefined });
    tell({ type: 'done', report });
  });
