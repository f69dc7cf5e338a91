/** The form of one section, over the page. */
import type { ReactNode } from 'react';
import { Form } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { SECTIONS, type SectionName } from './sections.ts';
import {
  GeneralFields,
  HolidayFields,
  HoursFields,
  LeaseFields,
  LockFields,
  ReadingFields,
  RecoveryFields,
} from './SectionFields.tsx';
import { LetterheadFields } from './LetterheadFields.tsx';
import { Meanwhile } from './Meanwhile.tsx';
import type { CompanySettings } from './useCompanySettings.ts';
import { useSettingsForm, type SettingsForm } from './useSettingsForm.ts';

export interface FieldsProps {
  form: SettingsForm;
  values: NonNullable<SettingsForm['values']>;
  settings: CompanySettings;
}

const FIELDS: Readonly<Record<SectionName, (props: FieldsProps) => ReactNode>> = {
  general: GeneralFields,
  letterhead: LetterheadFields,
  devices: LeaseFields,
  hours: HoursFields,
  holidays: HolidayFields,
  lock: LockFields,
  recovery: RecoveryFields,
  reading: ReadingFields,
};

interface SectionFormProps {
  section: SectionName;
  settings: CompanySettings;
  onClose: () => void;
}

export function SectionForm({ section, settings, onClose }: SectionFormProps) {
  const { t } = useLocale();
  const what = t(`company.section.${section}`);
  const form = useSettingsForm({ name: section, what, keys: SECTIONS[section], settings });
  const Fields = FIELDS[section];
  const cancel = (): void => {
    form.drop();
    onClose();
  };
  return (
    <Dialog opened onClose={cancel} title={what} width={520}>
      {form.values === undefined ? (
        <RecordSkeleton rows={2} />
      ) : (
        <Form
          busy={form.busy}
          error={form.error}
          onCancel={cancel}
          onSubmit={() => void form.save().then((isSaved) => isSaved && onClose())}
        >
          <Meanwhile keys={form.meanwhile} settings={settings} />
          <Fields form={form} values={form.values} settings={settings} />
        </Form>
      )}
    </Dialog>
  );
}
