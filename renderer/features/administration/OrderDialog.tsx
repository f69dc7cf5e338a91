/** Before a device is told something: what it will do, and the words that whoever works there reads. */
import { useState } from 'react';
import { Textarea } from '@mantine/core';
import type { DeviceView, OrderDeviceInput } from '../../../shared/contract/administration.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

interface OrderDialogProps {
  device: DeviceView;
  act: OrderDeviceInput['act'];
  onClose: () => void;
  onDone: () => void;
}

export function OrderDialog({ device, act, onClose, onDone }: OrderDialogProps) {
  const { t } = useLocale();
  const order = useCommand(useCore().administration.orderDevice);
  const [reason, setReason] = useState('');

  async function confirm(): Promise<void> {
    const ordered = await order.run({ device: device.id, act, reason: reason.trim() });
    if (ordered.ok) onDone();
  }

  return (
    <ConfirmDialog
      title={t(`devices.ask.${act}.title`)}
      confirmLabel={t(`devices.act.${act}`)}
      busy={order.busy}
      error={order.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        <strong>
          <bdi>{device.name}</bdi>
        </strong>{' '}
        · <bdi>{device.person.name}</bdi>
      </p>
      <p>{t(`devices.ask.${act}.text`)}</p>
      <Textarea
        label={t('devices.ask.reason')}
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
