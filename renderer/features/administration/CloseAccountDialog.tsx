/** Somebody leaves: their account ends, and what becomes of their machines is asked in the same breath. */
import { useState } from 'react';
import { Radio, Textarea } from '@mantine/core';
import type { OpenAccountInput, PersonView } from '../../../shared/contract/administration.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Administration.module.css';

const FATES = ['keep', 'suspend', 'wipePolitely', 'wipeAtOnce'] as const;

export function CloseAccountDialog({
  person,
  onClose,
  onDone,
}: {
  person: PersonView;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useLocale();
  const close = useCommand(useCore().administration.openAccount);
  const mayOrder = useMay('devices.manage');
  const [devices, setDevices] = useState<OpenAccountInput['devices']>(mayOrder ? 'wipePolitely' : 'keep');
  const [reason, setReason] = useState('');
  const asksForDevices = mayOrder && person.devices > 0;

  async function confirm(): Promise<void> {
    const fate = asksForDevices ? devices : 'keep';
    const closed = await close.run({ person: person.id, open: false, devices: fate, reason: reason.trim() });
    if (closed.ok) onDone();
  }

  return (
    <ConfirmDialog
      title={t('people.close.ask.title', { name: person.name })}
      confirmLabel={t('people.close.confirm')}
      busy={close.busy}
      error={close.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{t('people.close.ask.text')}</p>
      {asksForDevices && (
        <Radio.Group
          label={t('people.close.devices')}
          value={devices}
          onChange={(value) => setDevices(FATES.find((fate) => fate === value) ?? 'keep')}
        >
          <div className={styles.choices}>
            {FATES.map((fate) => (
              <Radio key={fate} value={fate} label={t(`people.close.devices.${fate}`)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Textarea
        label={t('people.close.reason')}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
