/** What a contract comes to so far: visits used and left, the machines under it, what was asked, and whether to offer it anew. */
import { Link } from '@tanstack/react-router';
import { elementsOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { idOf } from '../records/bodyEdits.ts';
import { ButtonLink } from '../records/links.tsx';
import { visitWords } from '../serviceRequests/CoverageNote.tsx';
import { RequestLines } from '../serviceRequests/RequestLines.tsx';
import styles from '../serviceRequests/Service.module.css';

export function ContractService({ id, body }: { id: string; body: RecordBody }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const mayWrite = useMay('contracts.write');
  const { data: facts, isPrevious } = useLive(core.contracts.facts, { id });
  if (!facts || isPrevious) return <Skeleton width="60%" />;
  const { visits } = facts;
  const upTo = moneyOf(body, 'partsUpTo');
  const customerId = textOf(body, 'customerId') ?? '';
  // What the paper names, and nobody has taken into the installed base.
  const named = elementsOf(body, 'coveredThings').filter(
    (thing) => !facts.equipment.some(({ id: assetId, serial }) => isSame(thing, assetId, serial)),
  );
  return (
    <div className={styles.body}>
      {(facts.renewalDue || facts.renewedById !== null) && (
        <div className={styles.actions}>
          {facts.renewalDue && <StateBadge tone="warn">{t('contracts.renewalDue')}</StateBadge>}
          {facts.renewalDue && mayWrite && (
            <ButtonLink to="/contracts/new" search={{ customer: customerId, renews: id }}>
              {t('contracts.renew')}
            </ButtonLink>
          )}
          {facts.renewedById !== null && (
            <Link to="/contracts/$id" params={{ id: facts.renewedById }} className={styles.link ?? ''}>
              {t('contracts.renewed')}
            </Link>
          )}
        </div>
      )}
      <section>
        <h3 className={styles.heading}>{t('contracts.used')}</h3>
        <p className={styles.dim}>
          {visitWords(t, formats.number, visits)}
          {' · '}
          {t('contracts.usedText', { used: formats.number(visits.used), booked: formats.number(visits.booked) })}
        </p>
        {facts.hours && (
          <p className={styles.dim}>
            {t('contracts.usedHours', {
              used: formats.number(Math.round(facts.hours.used / 6) / 10),
              included: formats.number(facts.hours.included / 60),
            })}
          </p>
        )}
        {facts.parts && upTo && (
          <p className={styles.dim}>
            {t('contracts.usedParts')} <MoneyText money={{ amount: facts.parts.used, currency: upTo.currency }} />
            {' / '}
            <MoneyText money={upTo} />
          </p>
        )}
      </section>
      <section>
        <h3 className={styles.heading}>{t('contracts.covers')}</h3>
        {facts.equipment.length + named.length === 0 && <p className={styles.dim}>{t('contracts.coversNone')}</p>}
        <ul className={styles.lines}>
          {facts.equipment.map((asset) => (
            <li key={asset.id}>
              <Link to="/equipment/$id" params={{ id: asset.id }} className={styles.line ?? ''}>
                <WrittenText>{formats.digits(asset.name)}</WrittenText>
                {asset.serial !== null && (
                  <span className={styles.lineEnd}>
                    <Ltr>{asset.serial}</Ltr>
                  </span>
                )}
              </Link>
            </li>
          ))}
          {named.map((thing) => (
            <li key={idOf(thing)} className={styles.line}>
              <WrittenText>{formats.digits(textOf(thing, 'name') ?? '')}</WrittenText>
              {textOf(thing, 'serial') !== null && (
                <span className={styles.lineEnd}>
                  <Ltr>{textOf(thing, 'serial') ?? ''}</Ltr>
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className={styles.heading}>{t('contracts.requests')}</h3>
        <RequestLines filter={{ contractId: id }} emptyText={t('service.openOf.none')} />
      </section>
    </div>
  );
}

const isSame = (thing: RecordBody, assetId: string, serial: string | null): boolean =>
  textOf(thing, 'assetId') === assetId || (serial !== null && textOf(thing, 'serial') === serial);
