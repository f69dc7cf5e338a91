/** What every form of a record has around its fields: save and cancel, why the last save failed, a kept draft, and what others changed meanwhile. */
import type { ReactNode } from 'react';
import { Form, type FormProps } from '../../ui/form/Form.tsx';
import { ChangedMeanwhileNote, RestoredNote } from './RecordNotes.tsx';
import type { RecordForm } from './useRecordForm.ts';
import type { RecordSave } from './useRecordSave.ts';

interface RecordFormFrameProps extends Pick<FormProps, 'onCancel' | 'submitLabel' | 'extra' | 'sticky'> {
  form: RecordForm;
  save: RecordSave;
  /** Called with the id of what is on the disk now; never after a refusal, which the form says by itself. */
  onSaved: (id: string) => void;
  children: ReactNode;
}

export function RecordFormFrame({ form, save, onSaved, children, ...buttons }: RecordFormFrameProps) {
  return (
    <Form
      {...buttons}
      onSubmit={() => {
        void save.run().then((id) => {
          if (id !== null) onSaved(id);
        });
      }}
      busy={save.busy}
      error={save.error}
    >
      <RestoredNote form={form} />
      <ChangedMeanwhileNote form={form} changes={save.changedMeanwhile} />
      {children}
    </Form>
  );
}
