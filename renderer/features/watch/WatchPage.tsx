/** What was noticed, for whoever manages decoys: everything here is the server's, asked for while the page is open and kept nowhere. */
import { SegmentedControl } from '@mantine/core';
import { createLazyRoute, useNavigate, useSearch } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import { useMay } from '../../data/session.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { DecoysView } from './DecoysView.tsx';
import { ExportsView } from './ExportsView.tsx';
import { FindingsView } from './FindingsView.tsx';
import { LookUpView } from './LookUpView.tsx';
import { PeopleView } from './PeopleView.tsx';
import { WATCH_VIEWS } from './routes.ts';

export const watchPage = createLazyRoute('/watch')({ component: WatchPage });

function WatchPage() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const may = useMay('decoys.manage');
  const { show = 'findings' } = useSearch({ from: '/watch' });
  if (!may)
    return (
      <Page title={t('watch.title')}>
        <ErrorState error={createError('permission_denied')} />
      </Page>
    );
  return (
    <Page
      title={t('watch.title')}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('watch.title')}
          value={show}
          onChange={(next) => void navigate({ to: '/watch', search: { show: next } })}
          data={WATCH_VIEWS.map((value) => ({ value, label: t(`watch.view.${value}`) }))}
        />
      }
    >
      {show === 'findings' && <FindingsView />}
      {show === 'exports' && <ExportsView />}
      {show === 'people' && <PeopleView />}
      {show === 'decoys' && <DecoysView />}
      {show === 'lookUp' && <LookUpView />}
    </Page>
  );
}
