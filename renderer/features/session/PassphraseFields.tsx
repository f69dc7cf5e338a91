import { PasswordInput } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PASSPHRASE_MINIMUM, passphraseStrength } from './passphraseStrength.ts';
import styles from './session.module.css';

export interface NewPassphrase {
  readonly passphrase: string;
  readonly repeated: string;
}

export const NO_PASSPHRASE: NewPassphrase = { passphrase: '', repeated: '' };

export function isReadyPassphrase({ passphrase, repeated }: NewPassphrase): boolean {
  return [...passphrase].length >= PASSPHRASE_MINIMUM && passphrase === repeated;
}

export interface PassphraseFieldsProps {
  value: NewPassphrase;
  onChange: (value: NewPassphrase) => void;
  /** After the first try to go on: says what is missing. */
  tried: boolean;
  label: string;
  repeatLabel: string;
  autoFocus?: boolean;
}

/** A new passphrase, twice, with how strong it is as one types. */
export function PassphraseFields({
  value,
  onChange,
  tried,
  label,
  repeatLabel,
  autoFocus = false,
}: PassphraseFieldsProps) {
  const { t } = useLocale();
  const { passphrase, repeated } = value;
  const missing = PASSPHRASE_MINIMUM - [...passphrase].length;
  const differs = repeated !== '' && !passphrase.startsWith(repeated) && passphrase !== repeated;
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('session.passphrase.show') } };
  return (
    <>
      <div>
        <PasswordInput
          label={label}
          description={t('session.passphrase.hint')}
          value={passphrase}
          onChange={(event) => onChange({ ...value, passphrase: event.currentTarget.value })}
          error={tried && missing > 0 ? t('session.passphrase.tooShort', { count: missing }) : undefined}
          autoComplete="new-password"
          autoFocus={autoFocus}
          {...toggle}
        />
        {passphrase !== '' && <Strength passphrase={passphrase} missing={missing} />}
      </div>
      <PasswordInput
        label={repeatLabel}
        value={repeated}
        onChange={(event) => onChange({ ...value, repeated: event.currentTarget.value })}
        error={differs || (tried && passphrase !== repeated) ? t('session.passphrase.differs') : undefined}
        autoComplete="new-password"
        {...toggle}
      />
    </>
  );
}

function Strength({ passphrase, missing }: { passphrase: string; missing: number }) {
  const { t } = useLocale();
  const strength = passphraseStrength(passphrase);
  const words =
    strength === 'tooShort'
      ? t('session.passphrase.tooShort', { count: missing })
      : t(`session.passphrase.${strength}`);
  return (
    <div className={styles.strength} role="status" aria-label={t('session.passphrase.strength')}>
      <span className={styles.bars} data-strength={strength} aria-hidden>
        <span className={styles.bar} />
        <span className={styles.bar} />
        <span className={styles.bar} />
      </span>
      {words}
    </div>
  );
}
