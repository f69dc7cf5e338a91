/** The whole channel, of one territory or of all that are held here, drawn as trees. */
import { useState } from 'react';
import { Select } from '@mantine/core';
import { IconBinaryTree } from '@tabler/icons-react';
import { createLazyRoute } from '@tanstack/react-router';
import { NETWORK_RELATIONS, type NetworkRelation } from '../../../shared/contract/customerNetwork.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { ChipsInput } from '../../ui/inputs/ChipsInput.tsx';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { ChannelTree } from './ChannelTree.tsx';
import styles from './ChannelTree.module.css';

export const channelPage = createLazyRoute('/channel')({ component: ChannelPage });

const SUPPLY: readonly NetworkRelation[] = ['parent', 'supplier'];

function ChannelPage() {
  const { t, formats } = useLocale();
  const core = useCore();
  const directory = useDirectory();
  const [relations, setRelations] = useState<readonly NetworkRelation[]>(SUPPLY);
  const [territoryId, setTerritoryId] = useState<string | null>(null);
  const { data, error, retry } = useLive(core.customers.networkRoots, {
    relations: [...relations],
    ...(territoryId === null ? {} : { territoryId }),
  });
  const more = data ? data.total - data.rows.length : 0;
  return (
    <Page title={t('channel.title')}>
      <PageBody>
        <div className={styles.filters}>
          <ChipsInput
            label={t('channel.relations')}
            options={NETWORK_RELATIONS.map((relation) => ({
              value: relation,
              label: t(`channel.relation.${relation}`),
            }))}
            value={relations}
            onChange={(chosen) => {
              const next = NETWORK_RELATIONS.filter((relation) => chosen.includes(relation));
              if (next.length > 0) setRelations(next);
            }}
          />
          {directory.territories.length > 1 && (
            <Select
              label={t('channel.territory')}
              data={[...directory.territories]}
              value={territoryId}
              onChange={setTerritoryId}
              placeholder={t('channel.everywhere')}
              clearable
              searchable
              nothingFoundMessage={t('palette.nothing')}
            />
          )}
        </div>
        {error && !data && <ErrorState error={error} onRetry={retry} />}
        {!error && !data && <RecordSkeleton rows={8} />}
        {data?.rows.length === 0 && (
          <EmptyState
            icon={<IconBinaryTree size={24} stroke={1.5} />}
            title={t('channel.empty.title')}
            text={t('channel.empty.text')}
          />
        )}
        {data && data.rows.length > 0 && (
          <ChannelTree
            key={`${relations.join()} ${territoryId ?? ''}`}
            label={t('channel.label')}
            rows={data.rows}
            relations={relations}
          />
        )}
        {more > 0 && <p className={styles.more}>{formats.digits(t('channel.more', { count: more }))}</p>}
      </PageBody>
    </Page>
  );
}
