/** Taking one change of a record's history back: an ordinary edit of the record as it is now, with undo. */
import { useState } from 'react';
import type { RecordView } from '../../../shared/contract/records.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { diffBodies } from '../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { withoutChange } from './restoreChange.ts';

export type HistoryRecord = Pick<RecordView, 'collection' | 'kind' | 'id' | 'version' | 'body'>;

export function useRestore({ collection, kind, id, version, body }: HistoryRecord): {
  run(change: LeafChange): Promise<void>;
  busy: boolean;
} {
  const core = useCore();
  const { t } = useLocale();
  const [busy, setBusy] = useState(false);
  const definition = kindOf(collection, kind);
  const editing = {
    customers: core.customers.edit,
    salesDocuments: core.orders.edit,
    contracts: core.contracts.edit,
    activities: core.activities.edit,
    opportunities: core.opportunities.edit,
    // Of the organisation only places have a page with a history that is taken back so.
    organisation: core.organisation.editPlace,
  };
  const isEditable = (name: string): name is keyof typeof editing => Object.hasOwn(editing, name);

  async function edit(from: RecordBody, to: RecordBody): Promise<boolean> {
    if (!definition || !isEditable(collection)) return false;
    const changes = diffBodies(definition, from, to);
    if (changes.length === 0) return false;
    const saved = await attempt(editing[collection], { id, changes, seen: { version, body: from as never } });
    if (!saved.ok) notifyFailure(errorToWords(t, saved.error));
    return saved.ok;
  }

  return {
    busy,
    async run(change) {
      const restored = withoutChange(body, change);
      if (restored === null) return;
      setBusy(true);
      const isRestored = await edit(body, restored);
      setBusy(false);
      if (!isRestored) return;
      notify(t('history.restored'), {
        label: t('action.undo'),
        run: () => void edit(restored, body).then((isBack) => isBack && notify(t('notice.saved'))),
      });
    },
  };
}
