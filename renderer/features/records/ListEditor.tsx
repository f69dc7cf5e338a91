/** A list inside a record (phones, addresses, contacts): add, fill in, remove, take back. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { joinPath } from '../../../shared/base/leafPath.ts';
import { elementsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { idOf, withElement, withElementBack, withoutElement } from './bodyEdits.ts';
import { newElementId } from './newElementId.ts';
import type { RecordForm } from './useRecordForm.ts';
import styles from './ListEditor.module.css';

export interface ListEditorProps {
  form: RecordForm;
  list: string;
  addLabel: string;
  /** Names one entry for those who do not see it: "Remove this phone". */
  removeLabel: string;
  /** What a new entry begins with. */
  blank: RecordBody;
  /** The fields of one entry; `path` leads to it. */
  children: (path: (field: string) => string) => ReactNode;
}

export function ListEditor({ form, list, addLabel, removeLabel, blank, children }: ListEditorProps) {
  const { t } = useLocale();
  const [added, setAdded] = useState<string | null>(null);
  const elements = elementsOf(form.body, list);
  // Undo may come long after this drawing.
  const { change } = form;

  function add(): void {
    const id = newElementId();
    change((body) => withElement(body, list, id, blank));
    setAdded(id);
  }

  function remove(element: RecordBody): void {
    change((body) => withoutElement(body, list, idOf(element)));
    notify(t('notice.removed'), {
      label: t('action.undo'),
      run: () => change((body) => withElementBack(body, list, element)),
    });
  }

  return (
    <fieldset className={styles.list}>
      <legend className={styles.legend}>{fieldLabel(t, form.definition.collection, list)}</legend>
      {elements.map((element) => {
        const id = idOf(element);
        return (
          <Entry key={id} isNew={id === added}>
            <div className={styles.fields}>{children((field) => joinPath(list, id, field))}</div>
            <ActionIcon aria-label={removeLabel} onClick={() => remove(element)} className={styles.remove ?? ''}>
              <IconTrash size={15} stroke={1.75} aria-hidden />
            </ActionIcon>
          </Entry>
        );
      })}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
          onClick={add}
        >
          {addLabel}
        </Button>
      </div>
    </fieldset>
  );
}

/** What was just added gets the cursor. */
function Entry({ isNew, children }: { isNew: boolean; children: ReactNode }) {
  const entry = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isNew) entry.current?.querySelector<HTMLElement>('input:not([aria-haspopup="listbox"]), textarea')?.focus();
  }, [isNew]);
  return (
    <div ref={entry} className={styles.entry}>
      {children}
    </div>
  );
}
