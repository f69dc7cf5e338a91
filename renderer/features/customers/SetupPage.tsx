/** What a company arranges for its customers: groups, and fields of its own. For administrators; everybody's forms go by it. Needs no line. */
import { useState } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { createLazyRoute } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { OwnField } from '../../../shared/domain/customers/customFields.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { Section, Setting } from '../settings/Section.tsx';
import { ownFieldName } from './OwnFields.tsx';
import { SetupForm, type SetupKind } from './SetupForm.tsx';

export const setupPage = createLazyRoute('/customer-fields')({ component: SetupPage });

interface Editing {
  readonly kind: SetupKind;
  readonly id: string | null;
}

function SetupPage() {
  const { t, formats, language } = useLocale();
  const core = useCore();
  const may = useMay('organisation.write');
  const { data: setup, error, retry } = useLive(core.customers.setup, undefined, { enabled: may });
  const [editing, setEditing] = useState<Editing | null>(null);
  const removal = useCommand(core.customers.removeSetup);

  const [removing, setRemoving] = useState<{ readonly id: string; readonly name: string } | null>(null);

  /** A group that comes back would be another one, without its customers: nothing is offered back. */
  async function remove(id: string, name: string): Promise<void> {
    const removed = await removal.run({ id });
    if (!removed.ok) return;
    setRemoving(null);
    notify(`${t('customerSetup.removed', { name })}. ${t('customerSetup.keptValues')}`);
  }

  return (
    <Page title={t('nav.customerSetup')}>
      {!may && <ErrorState error={createError('permission_denied')} />}
      {may && error && !setup && <ErrorState error={error} onRetry={retry} />}
      {may && !error && !setup && <RecordSkeleton rows={6} />}
      {setup && (
        <PageBody>
          <Section
            title={t('customerSetup.groups')}
            text={t('customerSetup.groups.text')}
            action={
              <AddButton
                label={t('customerSetup.groups.add')}
                onClick={() => setEditing({ kind: 'customerGroup', id: null })}
              />
            }
          >
            {setup.groups.length === 0 && <p>{t('customerSetup.groups.empty')}</p>}
            {setup.groups.map(({ id, name, customers, note }) => (
              <Setting
                key={id}
                label={<bdi>{name}</bdi>}
                hint={[formats.digits(t('channel.count', { count: customers })), note].filter(Boolean).join(' · ')}
              >
                <RowActions
                  name={name}
                  onEdit={() => setEditing({ kind: 'customerGroup', id })}
                  onRemove={() => setRemoving({ id, name })}
                />
              </Setting>
            ))}
          </Section>
          <Section
            title={t('customerSetup.fields')}
            text={t('customerSetup.fields.text')}
            action={
              <AddButton
                label={t('customerSetup.fields.add')}
                onClick={() => setEditing({ kind: 'customField', id: null })}
              />
            }
          >
            {setup.fields.length === 0 && <p>{t('customerSetup.fields.empty')}</p>}
            {setup.fields.map((field) => {
              const name = ownFieldName(field, language);
              return (
                <Setting key={field.id} label={<bdi>{name}</bdi>} hint={<FieldFacts field={field} />}>
                  <RowActions
                    name={name}
                    onEdit={() => setEditing({ kind: 'customField', id: field.id })}
                    onRemove={() => setRemoving({ id: field.id, name })}
                  />
                </Setting>
              );
            })}
          </Section>
          {removing && (
            <ConfirmDialog
              title={t('customerSetup.remove', { name: removing.name })}
              confirmLabel={t('action.remove')}
              busy={removal.busy}
              error={removal.error}
              onConfirm={() => void remove(removing.id, removing.name)}
              onClose={() => setRemoving(null)}
            >
              {t('customerSetup.keptValues')}
            </ConfirmDialog>
          )}
          {editing && (
            <SetupForm
              key={`${editing.kind} ${editing.id ?? ''}`}
              {...editing}
              lastOrder={setup.fields.at(-1)?.order ?? null}
              onClose={() => setEditing(null)}
            />
          )}
        </PageBody>
      )}
    </Page>
  );
}

function FieldFacts({ field }: { field: OwnField }) {
  const { t, language } = useLocale();
  const separator = language === 'fa' ? '، ' : ', ';
  return [
    valueLabel(t, 'organisation', 'type', field.type),
    field.choices.map((choice) => ownFieldName(choice, language)).join(separator),
    field.kinds.length === 0
      ? t('customerSetup.allKinds')
      : field.kinds.map((kind) => t.maybe(`kind.${kind}`) ?? kind).join(separator),
    field.required ? t('customerSetup.required') : '',
    field.retired ? t('field.organisation.retired') : '',
  ]
    .filter((fact) => fact !== '')
    .join(' · ');
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="default" size="compact-sm" onClick={onClick}>
      {label}
    </Button>
  );
}

function RowActions({ name, onEdit, onRemove }: { name: string; onEdit: () => void; onRemove: () => void }) {
  const { t } = useLocale();
  return (
    <span>
      <ActionIcon aria-label={t('customerSetup.edit', { name })} onClick={onEdit}>
        <IconPencil size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t('customerSetup.remove', { name })} onClick={onRemove}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </span>
  );
}
