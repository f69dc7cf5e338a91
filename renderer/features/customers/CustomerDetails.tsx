import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, moneyOf, textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { CONSENT_CHANNELS } from '../../../shared/domain/customers/consent.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText, PhoneText } from '../../ui/text/Text.tsx';
import { phoneInGroups } from '../../../shared/base/phoneNumbers.ts';
import { isIsoDate } from '../../../shared/base/clock.ts';
import type { OwnField } from '../../../shared/domain/customers/customFields.ts';
import { CustomerLink } from './CustomerLink.tsx';
import { ownFieldName } from './OwnFields.tsx';
import type { Directory } from '../records/useDirectory.ts';
import { addressLine } from './addressLine.ts';
import styles from './CustomerDetails.module.css';
import { idOf } from '../records/bodyEdits.ts';

const RELATIONS = ['parentId', 'supplierIds', 'referredById'] as const;

/** All that is known of a customer; what nobody filled in is left out. */
export function CustomerDetails({ record, directory }: { record: RecordView; directory: Directory }) {
  const { t, formats, language } = useLocale();
  const core = useCore();
  const body = record.body;
  const label = (field: string): string => fieldLabel(t, 'customers', field);
  const text = (field: string): string | null => textOf(body, field);
  const consent = body['consent'] as RecordBody | undefined;
  const contacts = elementsOf(body, 'contacts');
  const phones = elementsOf(body, 'phones');
  const addresses = elementsOf(body, 'addresses');
  const tags = textsOf(body, 'tags');
  const team = textsOf(body, 'accountTeam').flatMap((id) => directory.personName(id) ?? []);
  const website = text('website');
  const limits = (['creditLimit', 'chequeLimit'] as const).flatMap((field) => {
    const money = moneyOf(body, field);
    return money ? [{ field, money }] : [];
  });
  const custom = Object.entries((body['custom'] as RecordBody | undefined) ?? {});
  const channelRole = text('channelRole');
  const { data: setup } = useLive(core.customers.setup, undefined);
  const fieldsByKey = new Map(setup?.fields.map((field) => [field.key, field]));
  const ownLabel = (key: string): string => {
    const field = fieldsByKey.get(key);
    return field ? ownFieldName(field, language) : key;
  };
  const separator = language === 'fa' ? '، ' : ', ';
  const groupIds = textsOf(body, 'groupIds');
  const groups = (setup?.groups ?? []).filter(({ id }) => groupIds.includes(id)).map(({ name }) => name);
  const names = textsOf(body, 'alsoKnownAs');
  const relations = RELATIONS.map((field) => ({
    field,
    ids: field === 'supplierIds' ? textsOf(body, field) : [text(field)].filter((id) => id !== null),
  })).filter(({ ids }) => ids.length > 0);

  return (
    <div className={styles.details}>
      {contacts.length > 0 && (
        <Section title={label('contacts')}>
          <ul className={styles.cards}>
            {contacts.map((contact) => (
              <li key={idOf(contact)} className={styles.card}>
                <strong>
                  <bdi>{textOf(contact, 'name')}</bdi>
                </strong>
                {textOf(contact, 'title') !== null && <bdi className={styles.dim}>{textOf(contact, 'title')}</bdi>}
                <span className={styles.reach}>
                  {textOf(contact, 'phone') !== null && (
                    <PhoneText>{phoneInGroups(textOf(contact, 'phone') ?? '')}</PhoneText>
                  )}
                  {textOf(contact, 'email') !== null && <bdi>{textOf(contact, 'email')}</bdi>}
                </span>
                {textOf(contact, 'note') !== null && <bdi>{formats.digits(textOf(contact, 'note') ?? '')}</bdi>}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {(phones.length > 0 || addresses.length > 0) && (
        <Section title={t('customers.details.reach')}>
          <Properties>
            {phones.map((phone) => (
              <Property
                key={idOf(phone)}
                label={valueLabel(t, 'customers', 'phones', textOf(phone, 'label') ?? 'other')}
              >
                <PhoneText>{phoneInGroups(textOf(phone, 'number') ?? '')}</PhoneText>
              </Property>
            ))}
            {addresses.map((address) => (
              <Property
                key={idOf(address)}
                label={valueLabel(t, 'customers', 'addresses', textOf(address, 'label') ?? 'other')}
              >
                <bdi>{formats.digits(addressLine(address))}</bdi>
                {textOf(address, 'postalCode') !== null && (
                  <span className={styles.dim}>
                    {' '}
                    {label('postalCode')} <Ltr>{textOf(address, 'postalCode') ?? ''}</Ltr>
                  </span>
                )}
              </Property>
            ))}
          </Properties>
        </Section>
      )}
      <Section title={t('customers.details.business')}>
        <Properties>
          {text('code') !== null && (
            <Property label={label('code')}>
              <Ltr>{text('code') ?? ''}</Ltr>
            </Property>
          )}
          {channelRole !== null && (
            <Property label={label('channelRole')}>{valueLabel(t, 'customers', 'channelRole', channelRole)}</Property>
          )}
          {text('class') !== null && (
            <Property label={label('class')}>{valueLabel(t, 'customers', 'class', text('class') ?? '')}</Property>
          )}
          {groups.length > 0 && <Property label={label('groupIds')}>{groups.join(separator)}</Property>}
          {relations.map(({ field, ids }) => (
            <Property key={field} label={label(field)}>
              {ids.map((id, index) => (
                <span key={id}>
                  {index > 0 && separator}
                  <CustomerLink id={id} />
                </span>
              ))}
            </Property>
          ))}
          {text('industry') !== null && <Property label={label('industry')}>{text('industry')}</Property>}
          {text('region') !== null && <Property label={label('region')}>{text('region')}</Property>}
          {text('email') !== null && (
            <Property label={label('email')}>
              <bdi>{text('email')}</bdi>
            </Property>
          )}
          {website !== null && (
            <Property label={label('website')}>
              <bdi>{website}</bdi>
            </Property>
          )}
          {text('nationalId') !== null && (
            <Property label={label('nationalId')}>
              <Ltr>{text('nationalId') ?? ''}</Ltr>
            </Property>
          )}
          {text('economicCode') !== null && (
            <Property label={label('economicCode')}>
              <Ltr>{text('economicCode') ?? ''}</Ltr>
            </Property>
          )}
          {text('customerSince') !== null && (
            <Property label={label('customerSince')}>
              <DateText value={text('customerSince') ?? ''} />
            </Property>
          )}
          {limits.map(({ field, money }) => (
            <Property key={field} label={label(field)}>
              <MoneyText money={money} />
            </Property>
          ))}
          {team.length > 0 && <Property label={label('accountTeam')}>{team.join(separator)}</Property>}
          {names.length > 0 && (
            <Property label={label('alsoKnownAs')}>
              <bdi>{names.join(separator)}</bdi>
            </Property>
          )}
          {tags.length > 0 && (
            <Property label={label('tags')}>
              <span className={styles.tags}>
                {tags.map((tag) => (
                  <Link key={tag} to="/customers" search={{ tags: [tag] }} className={styles.tag ?? ''}>
                    <bdi>{formats.digits(tag)}</bdi>
                  </Link>
                ))}
              </span>
            </Property>
          )}
          {custom.map(([key, value]) => (
            <Property key={key} label={ownLabel(key)}>
              <OwnValue field={fieldsByKey.get(key)} value={value} />
            </Property>
          ))}
        </Properties>
      </Section>
      {consent && (
        <Section title={t('customers.details.consent')}>
          <Properties>
            {CONSENT_CHANNELS.map((channel) => (
              <Property key={channel} label={t(`customers.form.consent.${channel}`)}>
                {valueLabel(t, 'customers', 'consent', textOf(consent, channel) ?? 'unknown')}
              </Property>
            ))}
          </Properties>
        </Section>
      )}
      {text('note') !== null && (
        <Section title={label('note')}>
          <p className={styles.note} dir="auto">
            {formats.digits(text('note') ?? '')}
          </p>
        </Section>
      )}
      <p className={styles.trace}>
        {t('record.updatedBy')}{' '}
        {t('record.byAt', {
          name: directory.personName(record.updatedBy) ?? t('record.someone'),
          time: formats.dateTime(record.updatedAt),
        })}
      </p>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{title}</h3>
      {children}
    </section>
  );
}

/** A choice by its name, a day by the person's calendar; what no definition knows as it stands. */
function OwnValue({ field, value }: { field: OwnField | undefined; value: unknown }) {
  const { t, formats, language } = useLocale();
  if (typeof value === 'boolean') return <bdi>{t(value ? 'value.yes' : 'value.no')}</bdi>;
  if (field?.type === 'date' && typeof value === 'string' && isIsoDate(value)) return <DateText value={value} />;
  if (field?.type === 'number' && typeof value === 'number') return <bdi>{formats.number(value)}</bdi>;
  const choice = field?.choices.find(({ id }) => id === value);
  return <bdi>{formats.digits(choice ? ownFieldName(choice, language) : plain(value))}</bdi>;
}

/** Own fields hold texts and numbers; anything else is of a newer version. */
const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
