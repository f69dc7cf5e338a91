/** Each person of the branch: where they noted last that they were, what comes next, and how old that knowledge is. */
import { Link } from '@tanstack/react-router';
import type { BranchPerson } from '../../../shared/contract/branch.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, NameText, RelativeTime } from '../../ui/text/Text.tsx';
import styles from './Branch.module.css';
import { RecordLink } from './RecordLink.tsx';

export function WhoIsWhere({ people }: { people: readonly BranchPerson[] }) {
  const { t, formats } = useLocale();
  return (
    <table className={styles.table} aria-labelledby="branch-people">
      <thead>
        <tr>
          <th scope="col">{t('branch.person')}</th>
          <th scope="col">{t('branch.where')}</th>
          <th scope="col">{t('branch.next')}</th>
          <th scope="col">{t('branch.visits')}</th>
          <th scope="col">{t('branch.heard')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row">
              <Link
                className={styles.link}
                to="/today"
                search={{ of: person.id }}
                title={t('branch.toDay', { name: person.name })}
              >
                <NameText>{person.name}</NameText>
              </Link>
              <span className={styles.dim}>{t.maybe(`role.${person.role}`) ?? person.role}</span>
            </th>
            <td>
              <Where place={person.place} />
            </td>
            <td>
              {person.next === null ? (
                <span className={styles.dim}>–</span>
              ) : (
                <>
                  <RecordLink collection="activities" id={person.next.id}>
                    <bdi>{person.next.customerName ?? t('kind.visit')}</bdi>
                  </RecordLink>
                  {person.next.at !== null && (
                    <span className={styles.dim}>
                      <DateText value={person.next.at} />
                    </span>
                  )}
                </>
              )}
            </td>
            <td>
              {t('branch.visitsOf', {
                made: formats.number(person.visitsMade),
                all: formats.number(person.visitsMade + person.visitsLeft),
              })}
            </td>
            <td>
              <Heard person={person} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Where({ place }: { place: BranchPerson['place'] }) {
  const { t } = useLocale();
  if (place === null) return <span className={styles.dim}>{t('branch.place.unknown')}</span>;
  return (
    <>
      <span className={styles.place} data-state={place.state}>
        <span className={styles.dim}>{t(`branch.place.${place.state}`)}</span>{' '}
        {place.customerId === null ? (
          <RecordLink collection={place.collection} id={place.id}>
            {place.customerName ?? t('kind.visit')}
          </RecordLink>
        ) : (
          <Link className={styles.link} to="/customers/$id" params={{ id: place.customerId }}>
            <bdi>{place.customerName ?? '…'}</bdi>
          </Link>
        )}
      </span>
      <span className={styles.dim}>
        <RelativeTime instant={place.since} />
      </span>
    </>
  );
}

/** What is not known is said to be unknown: no news is not "nothing happened". */
function Heard({ person }: { person: BranchPerson }) {
  const { t } = useLocale();
  const { contact, newestAt } = person;
  const heardAt = contact?.lastSyncAt ?? null;
  return (
    <span className={styles.heard}>
      {heardAt !== null ? (
        <span>
          {t('branch.heardOf')} <RelativeTime instant={heardAt} />
        </span>
      ) : contact !== null ? (
        <span>{t('branch.neverHeard')}</span>
      ) : newestAt === null ? (
        <span className={styles.dim}>{t('branch.notAsked')}</span>
      ) : (
        <span>
          {t('branch.newest')} <RelativeTime instant={newestAt} />
        </span>
      )}
      {contact !== null && contact.held + contact.waiting > 0 && (
        <span className={styles.warn}>{t('branch.heldBack', { count: contact.held + contact.waiting })}</span>
      )}
      {(contact?.closedAt ?? null) !== null && <span className={styles.good}>{t('branch.closed')}</span>}
    </span>
  );
}
