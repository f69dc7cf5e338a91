/** Saving a record form: creates or edits, and when others have changed the record meanwhile, takes their values in and says which. */
import { useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import type { Method } from '../../data/methods.ts';
import { useCommand } from '../../data/useCommand.ts';
import type { RecordForm } from './useRecordForm.ts';

type Json = { [field: string]: never };

interface SaveOptions<More extends object> {
  readonly form: RecordForm;
  /** null for a new record. */
  readonly record: RecordView | null;
  readonly kind: string;
  readonly create: Method<{ id?: string | undefined; kind: string; body: Json }, { id: string }>;
  readonly edit: Method<
    { id: string; changes: LeafChange[]; seen?: { version: number; body: Json } | undefined } & More,
    { id: string }
  >;
  /** What an edit of this kind is told besides. */
  readonly more?: More;
}

export interface RecordSave {
  /** The id of what is saved, null when it was refused: the reason is in `error`. */
  run(): Promise<string | null>;
  readonly busy: boolean;
  readonly error: PeyvandError | null;
  /** What others changed while this was being edited, after a refusal for that reason. */
  readonly changedMeanwhile: readonly LeafChange[];
}

export function useRecordSave<More extends object = object>({
  form,
  record,
  kind,
  create,
  edit,
  more,
}: SaveOptions<More>): RecordSave {
  const creating = useCommand(create);
  const editing = useCommand(edit);
  const [changedMeanwhile, setChangedMeanwhile] = useState<readonly LeafChange[]>([]);

  async function run(): Promise<string | null> {
    if (record === null) {
      form.keepNow();
      const created = await creating.run({ id: form.newId, kind, body: form.tidied as unknown as Json });
      if (!created.ok) return null;
      form.saved();
      return created.value.id;
    }
    const changes = form.changes();
    if (changes.length === 0) return record.id;
    const edited = await editing.run({
      id: record.id,
      changes,
      seen: form.seen() as { version: number; body: Json } | undefined,
      ...(more as More),
    });
    if (!edited.ok) {
      if (edited.error.code === 'stale_edit') setChangedMeanwhile(form.takeIn(record.body));
      return null;
    }
    setChangedMeanwhile([]);
    form.saved();
    return record.id;
  }

  return {
    run,
    busy: creating.busy || editing.busy,
    // With what changed listed, the same said once more in red would only shout.
    error:
      creating.error ?? (changedMeanwhile.length > 0 && editing.error?.code === 'stale_edit' ? null : editing.error),
    changedMeanwhile,
  };
}
