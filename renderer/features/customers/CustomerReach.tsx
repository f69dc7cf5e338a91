import { IconMail, IconMapPin, IconPhone, IconUser } from '@tabler/icons-react';
import { phoneInGroups, phoneToDial } from '../../../shared/base/phoneNumbers.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { isRefused, type ConsentChannel } from '../../../shared/domain/customers/consent.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PhoneText } from '../../ui/text/Text.tsx';
import { addressLine } from './addressLine.ts';
import styles from './CustomerReach.module.css';
import { idOf } from '../records/bodyEdits.ts';

/** How to reach the customer at a glance: the first contact, the phones, the main address; and how they do not want to be reached. */
export function CustomerReach({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const [contact] = elementsOf(body, 'contacts');
  const [address] = elementsOf(body, 'addresses');
  const phones = elementsOf(body, 'phones').slice(0, 2);
  const email = textOf(body, 'email');
  const line = address ? addressLine(address) : '';
  if (!contact && phones.length === 0 && line === '' && email === null) return null;
  return (
    <ul className={styles.reach}>
      {contact && (
        <li className={styles.whole}>
          <IconUser size={15} stroke={1.75} aria-hidden className={styles.icon} />
          <bdi>{textOf(contact, 'name')}</bdi>
          {textOf(contact, 'title') !== null && <bdi className={styles.dim}>{textOf(contact, 'title')}</bdi>}
        </li>
      )}
      {phones.map((phone) => (
        <li key={idOf(phone)}>
          <IconPhone size={15} stroke={1.75} aria-hidden className={styles.icon} />
          <a href={`tel:${phoneToDial(textOf(phone, 'number') ?? '')}`} className={styles.link}>
            <PhoneText>{phoneInGroups(textOf(phone, 'number') ?? '')}</PhoneText>
          </a>
          <span className={styles.dim}>{valueLabel(t, 'customers', 'phones', textOf(phone, 'label') ?? 'other')}</span>
          <Refused body={body} channels={['phone', 'sms']} />
        </li>
      ))}
      {email !== null && (
        <li className={styles.whole}>
          <IconMail size={15} stroke={1.75} aria-hidden className={styles.icon} />
          <a href={`mailto:${email}`} className={styles.link} dir="ltr">
            <bdi>{email}</bdi>
          </a>
          <Refused body={body} channels={['email']} />
        </li>
      )}
      {line !== '' && (
        <li className={styles.whole}>
          <IconMapPin size={15} stroke={1.75} aria-hidden className={styles.icon} />
          <bdi>{formats.digits(line)}</bdi>
        </li>
      )}
    </ul>
  );
}

function Refused({ body, channels }: { body: RecordBody; channels: readonly ConsentChannel[] }) {
  const { t } = useLocale();
  return channels
    .filter((channel) => isRefused(body, channel))
    .map((channel) => (
      <span key={channel} className={styles.refused}>
        {t(`customers.consent.refused.${channel}`)}
      </span>
    ));
}
