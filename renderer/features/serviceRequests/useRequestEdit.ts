/** Small changes of a request that are saved at once: a part, a point of the checklist, a quantity. */
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { diffBodies } from '../../../shared/sync/diff.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand, type Command } from '../../data/useCommand.ts';
import { withElement, withElementBack, withoutElement, withValueAt } from '../records/bodyEdits.ts';
import { newElementId } from '../records/newElementId.ts';

export interface RequestEdit {
  readonly error: Command<never, never>['error'];
  add(list: string, fields: RecordBody): Promise<boolean>;
  remove(list: string, id: string): Promise<boolean>;
  putBack(list: string, element: RecordBody): Promise<boolean>;
  set(path: string, value: JsonValue | undefined): Promise<boolean>;
  /** Several at once, by their paths. */
  setAll(values: Readonly<Record<string, JsonValue | undefined>>): Promise<boolean>;
}

export function useRequestEdit(record: RecordView): RequestEdit {
  const core = useCore();
  const command = useCommand(core.serviceRequests.edit);
  const { body } = record;

  async function save(after: RecordBody): Promise<boolean> {
    const definition = kindOf('serviceRequests', record.kind);
    const changes = definition ? diffBodies(definition, body, after) : [];
    return changes.length === 0 || (await command.run({ id: record.id, changes })).ok;
  }

  return {
    error: command.error,
    add: (list, fields) => save(withElement(body, list, newElementId(), fields)),
    remove: (list, id) => save(withoutElement(body, list, id)),
    putBack: (list, element) => save(withElementBack(body, list, element)),
    set: (path, value) => save(withValueAt(body, path, value)),
    setAll: (values) =>
      save(Object.entries(values).reduce((after: RecordBody, [path, value]) => withValueAt(after, path, value), body)),
  };
}
