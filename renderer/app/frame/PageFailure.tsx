import { Button } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { CrashScreen } from './CrashScreen.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useLocale();
  return (
    <Page title={t('notFound.title')}>
      <EmptyState
        title={t('notFound.title')}
        text={t('notFound.text')}
        action={
          <Button component={Link} to="/" variant="default">
            {t('notFound.home')}
          </Button>
        }
      />
    </Page>
  );
}

/** A page that failed inside the frame: the rail still works. */
export function PageCrash({ error }: ErrorComponentProps) {
  return <CrashScreen details={error instanceof Error ? (error.stack ?? error.message) : String(error)} />;
}
