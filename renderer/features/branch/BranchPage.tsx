/** The branch on its day, for whoever answers for it: who is where, and what is missing. */
import { Select } from '@mantine/core';
import { IconBuildingCommunity, IconCircleCheck, IconWritingSign } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { BranchDay } from '../../../shared/contract/branch.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import styles from './Branch.module.css';
import { MissingLists } from './MissingLists.tsx';
import { PlacesSketch } from './PlacesSketch.tsx';
import { useContacts } from './useContacts.ts';
import { WhoIsWhere } from './WhoIsWhere.tsx';

const route = getRouteApi('/branch');

export function BranchPage() {
  const { t } = useLocale();
  if (useMay('paper.enter')) return <Branch />;
  return (
    <Page title={t('nav.branch')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Branch() {
  const { t } = useLocale();
  const { branch = null } = route.useSearch();
  const change = useChangeSearch<{ branch?: string | undefined }>();
  const { data, error, retry } = useLive(useCore().branch.day, { branchId: branch });
  useContacts(branch);
  return (
    <Page
      title={t('nav.branch')}
      tools={
        <>
          {data?.branch && data.branches.length === 1 && <strong className={styles.name}>{data.branch.name}</strong>}
          {data && data.branches.length > 1 && (
            <Select
              size="xs"
              aria-label={t('branch.choose')}
              value={data.branch?.id ?? null}
              allowDeselect={false}
              searchable
              onChange={(id) => change({ branch: id ?? undefined })}
              data={data.branches.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          {data?.branch && <Asked at={data.askedAt} />}
        </>
      }
      actions={
        <ButtonLink to="/branch/paper" leftSection={<IconWritingSign size={15} stroke={1.75} aria-hidden />}>
          {t('branch.toPaper')}
        </ButtonLink>
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={retry} />
      ) : !data ? (
        <RecordSkeleton rows={10} />
      ) : data.branch === null ? (
        <EmptyState
          icon={<IconBuildingCommunity size={24} stroke={1.5} />}
          title={t('branch.none')}
          text={t('branch.noneText')}
        />
      ) : (
        <Day day={data} />
      )}
    </Page>
  );
}

/** How old that is what is known of devices and closes: it comes from head office, everything else from this machine. */
function Asked({ at }: { at: string | null }) {
  const { t } = useLocale();
  return (
    <span className={styles.dim}>
      {at === null ? t('branch.neverAsked') : t('branch.asked')} {at !== null && <RelativeTime instant={at} />}
    </span>
  );
}

function Day({ day }: { day: BranchDay }) {
  const { t } = useLocale();
  return (
    <div className={styles.branch}>
      <section className={styles.people} aria-labelledby="branch-people">
        <h2 id="branch-people" className={styles.heading}>
          {t('branch.people')}
        </h2>
        <WhoIsWhere people={day.people} />
        <PlacesSketch people={day.people} />
      </section>
      <section className={styles.missing} aria-labelledby="branch-missing">
        <h2 id="branch-missing" className={styles.heading}>
          {t('branch.missing')}
        </h2>
        {day.missing.length === 0 ? (
          <EmptyState
            icon={<IconCircleCheck size={24} stroke={1.5} />}
            title={t('branch.nothingMissing')}
            text={t('branch.nothingMissingText')}
          />
        ) : (
          <MissingLists lists={day.missing} />
        )}
      </section>
    </div>
  );
}
