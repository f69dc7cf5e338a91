/** Which price list the prices of a file come into: one that is there, or a new one. */
import { Select, TextInput } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './FilesPanel.module.css';

export interface ListMeant {
  /** '' for a new one. */
  readonly list: string;
  readonly name: string;
}

/** A company has tens of lists. */
const MOST = 500;

export function ListChoice({ meant, onChange }: { meant: ListMeant; onChange: (meant: ListMeant) => void }) {
  const { t } = useLocale();
  const core = useCore();
  const day = useToday();
  const { data } = useLive(core.pricing.list, { kind: 'priceList', day, offset: 0, limit: MOST });
  return (
    <section className={styles.panel}>
      <Select
        label={t('imports.list')}
        value={meant.list}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('palette.nothing')}
        description={t(meant.list === '' ? 'imports.list.newHint' : 'imports.list.heldHint')}
        data={[
          { value: '', label: t('imports.list.new') },
          ...(data?.rows ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(list) => onChange({ ...meant, list: list ?? '' })}
      />
      {meant.list === '' && (
        <TextInput
          label={t('imports.list.name')}
          required
          maxLength={200}
          value={meant.name}
          onChange={(event) => onChange({ ...meant, name: event.currentTarget.value })}
        />
      )}
    </section>
  );
}
