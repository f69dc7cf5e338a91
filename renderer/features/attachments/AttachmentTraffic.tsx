import { Button } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Attachments.module.css';
import { sizeWords } from './attachmentWords.ts';

/** How many files still wait to reach head office; nothing when none do. */
export function AttachmentTraffic() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const { data } = useLive(core.attachments.traffic, undefined);
  const send = useCommand(core.attachments.send);
  if (!data || data.files === 0) return null;
  return (
    <div className={styles.traffic}>
      <span>{t('attachments.waiting', { count: data.files, size: sizeWords(locale, data.bytes - data.sent) })}</span>
      {data.metered && (
        <Button variant="subtle" size="compact-sm" loading={send.busy} onClick={() => void send.run(undefined)}>
          {t('attachments.sendNow')}
        </Button>
      )}
    </div>
  );
}
