/** The visit that is chosen, and all that can be done about it, each with its key. */
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconLogin2, IconLogout2, IconPhone } from '@tabler/icons-react';
import type { DayVisit } from '../../../shared/contract/day.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, MoneyListText, MoneyText, PhoneText, WrittenText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useMayRead } from '../records/useRights.ts';
import styles from './Day.module.css';
import { outcomeWords } from './outcomes.ts';
import { whyWords } from './whyWords.ts';

export interface VisitCardProps {
  visit: DayVisit;
  mayWrite: boolean;
  mayOrder: boolean;
  onCheckIn: () => void;
  onCheckOut: () => void;
  onLater: () => void;
  /** To another place on the route; undefined at its ends. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
}

/** What the customer owes today, and how much of it should have been paid: of what is held here. Nothing for whom orders do not reach. */
function OpenBalance({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const mayRead = useMayRead('salesDocuments');
  const { data, isPrevious } = useLive(useCore().receipts.account, { customerId }, { enabled: mayRead });
  const open = data?.filter(({ balance }) => balance > 0) ?? [];
  if (isPrevious || open.length === 0) return null;
  const late = open
    .map(({ currency, ages }) => ({ currency, amount: ages.days30 + ages.days60 + ages.days90 + ages.older }))
    .filter(({ amount }) => amount > 0);
  return (
    <Property label={t('day.openBalance')}>
      <MoneyListText amounts={open.map(({ currency, balance }) => ({ currency, amount: balance }))} />
      {late.length > 0 && (
        <>
          {' · '}
          {t('day.openLate')} <MoneyListText amounts={late} />
        </>
      )}
    </Property>
  );
}

export function VisitCard(props: VisitCardProps) {
  const { visit, mayWrite, mayOrder, onCheckIn, onCheckOut, onLater, onUp, onDown } = props;
  const { t, formats } = useLocale();
  const isOpen = visit.state === 'due' || visit.state === 'planned';
  const mayCheckIn = mayWrite && isOpen;
  const mayCheckOut = mayWrite && visit.state !== 'due' && visit.activityId !== null;
  useKeys([
    ...(mayCheckIn ? [{ keys: ['I'], label: t('day.checkIn'), run: onCheckIn }] : []),
    ...(mayCheckOut ? [{ keys: ['X'], label: t('day.checkOut'), run: onCheckOut }] : []),
    ...(mayCheckIn ? [{ keys: ['M'], label: t('day.later'), run: onLater }] : []),
  ]);
  return (
    <section className={styles.card} aria-label={visit.name}>
      <h2 className={styles.cardTitle}>
        <WrittenText>{visit.name}</WrittenText>
      </h2>
      <div className={styles.actions}>
        {mayCheckIn && (
          <Button leftSection={<IconLogin2 size={15} stroke={1.75} aria-hidden />} onClick={onCheckIn}>
            {t('day.checkIn')}
          </Button>
        )}
        {mayCheckOut && (
          <Button
            variant={visit.state === 'here' ? 'filled' : 'default'}
            leftSection={<IconLogout2 size={15} stroke={1.75} aria-hidden />}
            onClick={onCheckOut}
          >
            {t(visit.state === 'done' ? 'day.changeOutcome' : 'day.checkOut')}
          </Button>
        )}
        {mayOrder && visit.customerId !== null && (
          <ButtonLink variant="default" to="/orders/new" search={{ customer: visit.customerId }}>
            {t('customers.action.order')}
          </ButtonLink>
        )}
        {mayCheckIn && (
          <Button variant="default" onClick={onLater}>
            {t('day.later')}
          </Button>
        )}
        {mayCheckIn && (
          <>
            <ActionIcon variant="default" aria-label={t('day.up')} disabled={!onUp} onClick={onUp}>
              <IconArrowUp size={15} stroke={1.75} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="default" aria-label={t('day.down')} disabled={!onDown} onClick={onDown}>
              <IconArrowDown size={15} stroke={1.75} aria-hidden />
            </ActionIcon>
          </>
        )}
        {visit.customerId !== null && (
          <ButtonLink variant="default" to="/customers/$id" params={{ id: visit.customerId }}>
            {t('day.openCustomer')}
          </ButtonLink>
        )}
      </div>
      <Properties>
        <Property label={t('day.why')}>{whyWords(t, formats, visit)}</Property>
        {(visit.city !== null || visit.street !== null) && (
          <Property label={t('day.address')}>
            <WrittenText>{[visit.city, visit.street].filter((part) => part !== null).join(t('day.comma'))}</WrittenText>
          </Property>
        )}
        {visit.phone !== null && (
          <Property label={t('day.phone')}>
            <a href={`tel:${visit.phone}`} className={styles.phone}>
              <IconPhone size={14} stroke={1.75} aria-hidden /> <PhoneText>{visit.phone}</PhoneText>
            </a>
          </Property>
        )}
        {visit.lastVisitOn !== null && (
          <Property label={t('day.lastVisit')}>
            <DateText value={visit.lastVisitOn} />
          </Property>
        )}
        {visit.lastOrder !== null && (
          <Property label={t('day.lastOrder')}>
            <DateText value={visit.lastOrder.on} />
            {visit.lastOrder.total && (
              <>
                {' · '}
                <MoneyText money={visit.lastOrder.total} />
              </>
            )}
          </Property>
        )}
        {visit.customerId !== null && <OpenBalance customerId={visit.customerId} />}
        {visit.checkedInAt !== null && (
          <Property label={t('field.checkedInAt')}>{formats.time(visit.checkedInAt)}</Property>
        )}
        {visit.checkedOutAt !== null && (
          <Property label={t('field.checkedOutAt')}>{formats.time(visit.checkedOutAt)}</Property>
        )}
        {visit.outcome !== null && (
          <Property label={t('field.outcome')}>{outcomeWords(t, visit.outcome, visit.noOrderReason)}</Property>
        )}
      </Properties>
    </section>
  );
}
