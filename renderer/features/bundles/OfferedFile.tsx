/** A bundle that was opened from the desktop. It is read and taken in when the person says so, and not before. */
import { useEffect, useRef } from 'react';
import { Button } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notifyFailure } from '../../ui/state/notify.tsx';
import { fetchOfferedFile } from './bundleFile.ts';
import styles from './Bundles.module.css';

export function OfferedFile({ onTake }: { onTake: (file: File) => void }) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const { offered, name = '' } = useSearch({ from: '/bundles' });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), [offered]);
  if (offered === undefined) return null;
  const putAway = (): void => void navigate({ to: '/bundles', search: {}, replace: true });

  async function take(id: string): Promise<void> {
    try {
      onTake(await fetchOfferedFile({ id, name }));
    } catch {
      notifyFailure(errorToWords(t, createError('file_unreadable')));
    }
    putAway();
  }

  return (
    <div className={styles.offered} role="group" aria-label={t('bundles.offered.label')}>
      <IconFileZip size={20} stroke={1.5} aria-hidden />
      <div className={styles.offeredWords}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span className={styles.dim}>{t('bundles.offered.text')}</span>
      </div>
      <Button ref={button} size="compact-sm" onClick={() => void take(offered)}>
        {t('bundles.offered.take')}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={putAway}>
        {t('bundles.offered.putAway')}
      </Button>
    </div>
  );
}
