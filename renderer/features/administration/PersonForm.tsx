/** A new person, or a person's place in the company. The role, branch and territories decide what they may do and see. */
import { useMemo, useState } from 'react';
import { MultiSelect, Select, TextInput } from '@mantine/core';
import { ROLES, type Role } from '../../../shared/domain/organisation/organisation.ts';
import type { PersonView } from '../../../shared/contract/administration.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { Form } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { useAskAgain } from '../parking/useServerAnswer.ts';
import { newElementId } from '../records/newElementId.ts';
import type { ShownPassword } from './PasswordDialog.tsx';
import styles from './Administration.module.css';

interface PersonFormProps {
  /** null: somebody new. */
  person: PersonView | null;
  onClose: () => void;
  /** Of somebody new: the password to be told. */
  onDone: (shown: ShownPassword | null) => void;
}

const LOGIN_LENGTH = 2;

export function PersonForm({ person, onClose, onDone }: PersonFormProps) {
  const { t } = useLocale();
  const core = useCore();
  const self = useSession().person.id;
  const askAgain = useAskAgain();
  const { data: directory } = useLive(core.organisation.directory, undefined);
  const create = useCommand(core.administration.createPerson);
  const change = useCommand(core.administration.changePerson);
  // One id for all tries: an answer that was lost makes nobody twice.
  const id = useMemo(() => newElementId(), []);
  const [name, setName] = useState(person?.name ?? '');
  const [login, setLogin] = useState('');
  const [role, setRole] = useState<Role>(person?.role ?? 'rep');
  const [branchId, setBranchId] = useState<string | null>(person?.branch?.id ?? null);
  const [territoryIds, setTerritoryIds] = useState<string[]>((person?.territories ?? []).map((one) => one.id));
  const [tried, setTried] = useState(false);
  const isNameMissing = name.trim() === '';
  const isLoginMissing = person === null && login.trim().length < LOGIN_LENGTH;

  async function save(): Promise<void> {
    setTried(true);
    if (isNameMissing || isLoginMissing) return;
    const place = { name: name.trim(), role, branchId, territoryIds };
    if (person) {
      const changed = await change.run({ person: person.id, version: person.version, ...place });
      if (!changed.ok) return;
      notify(t('people.changed', { name: place.name }));
      onDone(null);
    } else {
      const made = await create.run({ id, login: login.trim(), ...place });
      if (!made.ok) return;
      notify(t('people.added', { name: place.name }));
      onDone({ ...made.value, name: place.name });
    }
    askAgain(core.administration.people);
  }

  return (
    <Dialog
      opened
      onClose={onClose}
      title={person ? t('people.form.edit', { name: person.name }) : t('people.form.add')}
    >
      <Form
        onSubmit={() => void save()}
        onCancel={onClose}
        submitLabel={t(person ? 'people.form.save' : 'people.add')}
        busy={create.busy || change.busy}
        error={create.error ?? change.error}
      >
        <TextInput
          label={t('people.column.name')}
          withAsterisk
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && isNameMissing ? t('people.form.nameMissing') : undefined}
          data-autofocus
        />
        {person === null && (
          <TextInput
            label={t('people.form.login')}
            description={t('people.form.loginHelp')}
            withAsterisk
            maxLength={64}
            autoComplete="off"
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
            error={tried && isLoginMissing ? t('people.form.loginMissing') : undefined}
          />
        )}
        <Select
          label={t('people.column.role')}
          description={person?.id === self ? t('people.own') : undefined}
          disabled={person?.id === self}
          withAsterisk
          allowDeselect={false}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          onChange={(value) => setRole(ROLES.find((known) => known === value) ?? role)}
        />
        <Select
          label={t('people.column.branch')}
          placeholder={t('people.noBranch')}
          clearable
          data={(directory?.branches ?? []).map((branch) => ({ value: branch.id, label: branch.name }))}
          value={branchId}
          onChange={setBranchId}
        />
        <MultiSelect
          label={t('people.territories')}
          searchable
          clearable
          data={(directory?.territories ?? []).map((territory) => ({ value: territory.id, label: territory.name }))}
          value={territoryIds}
          onChange={setTerritoryIds}
        />
        {person === null && <p className={styles.dim}>{t('people.form.addHelp')}</p>}
      </Form>
    </Dialog>
  );
}
