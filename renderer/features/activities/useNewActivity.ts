import { useState } from 'react';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDefaults, type Directory } from '../records/useDirectory.ts';
import { useRecordForm, type RecordForm } from '../records/useRecordForm.ts';
import { activityDefinition } from './ActivityForm.tsx';

/** The form of a new activity. Its subject begins with the name of its kind, so that a quick one needs no typing. */
export function useNewActivity(kind: string, directory: Directory, customerId: string | undefined): RecordForm {
  const { t } = useLocale();
  const defaults = useDefaults(directory);
  const [initial] = useState(() => ({
    ...defaultsFor('activities', kind, { ...defaults, ...(customerId === undefined ? {} : { customerId }) }),
    subject: t.maybe(`kind.${kind}`) ?? '',
  }));
  return useRecordForm({
    definition: activityDefinition(kind),
    draftKey: `activities/new/${kind}/${customerId ?? ''}`,
    record: null,
    initial,
  });
}
