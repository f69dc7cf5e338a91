/** Work that goes to head office on a stick, and changes that come back on one; and whose sealed work lies on this machine. */
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Bundles.module.css';
import { ExportPanel } from './ExportPanel.tsx';
import { ImportPanel } from './ImportPanel.tsx';
import { WaitingPanel } from './WaitingPanel.tsx';

export function BundlesPage() {
  const { t } = useLocale();
  return (
    <Page title={t('bundles.title')}>
      <div className={styles.scroll}>
        <div className={styles.page}>
          <p className={styles.intro}>{t('bundles.intro')}</p>
          <WaitingPanel />
          <div className={styles.ways}>
            <ExportPanel />
            <ImportPanel />
          </div>
        </div>
      </div>
    </Page>
  );
}
