/** Something was met outside: a number, an address, a whole list. Whose decoy is it, and which export does it come from? */
import { useState } from 'react';
import { Textarea, TextInput } from '@mantine/core';
import type { LookUpReply } from '../../../shared/contract/watch.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Form } from '../../ui/form/Form.tsx';
import { PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import styles from './Watch.module.css';

export function LookUpView() {
  const { t } = useLocale();
  const lookUp = useCommand(useCore().watch.lookUp);
  const [text, setText] = useState('');
  const [met, setMet] = useState('');
  const [found, setFound] = useState<LookUpReply | null>(null);

  async function run(): Promise<void> {
    if (text.trim() === '') return;
    const answer = await lookUp.run({ text: text.trim(), met: met.trim() });
    if (answer.ok) setFound(answer.value);
  }

  return (
    <PageBody>
      <Form submitLabel={t('watch.lookUp.run')} busy={lookUp.busy} error={lookUp.error} onSubmit={() => void run()}>
        <Textarea
          label={t('watch.lookUp.text')}
          description={t('watch.lookUp.help')}
          withAsterisk
          autosize
          minRows={4}
          maxRows={14}
          maxLength={200_000}
          value={text}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label={t('watch.lookUp.met')}
          maxLength={2_000}
          value={met}
          onChange={(event) => setMet(event.currentTarget.value)}
        />
      </Form>
      {found && <Found found={found} />}
    </PageBody>
  );
}

function Found({ found }: { found: LookUpReply }) {
  const { t, formats } = useLocale();
  const comma = t.language === 'fa' ? '، ' : ', ';
  if (found.decoys.length === 0 && found.exports.length === 0)
    return (
      <div role="status">
        <EmptyState title={t('watch.lookUp.nothing.title')} text={t('watch.lookUp.nothing.text')} />
      </div>
    );
  return (
    <div className={styles.found} role="status">
      {found.decoys.length > 0 && (
        <section aria-label={t('watch.lookUp.decoys')}>
          <h2 className={styles.heading}>{t('watch.lookUp.decoys')}</h2>
          <ul className={styles.items}>
            {found.decoys.map((decoy) => (
              <li key={decoy.customer}>
                <strong>
                  <bdi>{decoy.name}</bdi>
                </strong>
                <p className={styles.dim}>
                  {t('watch.decoys.for')}: <bdi>{decoy.person.name}</bdi> · {t('watch.decoys.holders')}:{' '}
                  <bdi>{decoy.holders.filter((name) => name !== decoy.person.name).join(comma)}</bdi>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {found.exports.length > 0 && (
        <section aria-label={t('watch.lookUp.exports')}>
          <h2 className={styles.heading}>{t('watch.lookUp.exports')}</h2>
          <ul className={styles.items}>
            {found.exports.map(({ row, compared, agreeing }) => (
              <li key={row.export}>
                <strong>
                  <bdi>{row.person.name}</bdi>
                </strong>{' '}
                · {formats.dateTime(row.at)} · {t(`exports.list.${row.list}`)} · <bdi>{row.device}</bdi>
                <p className={styles.dim}>{t('watch.lookUp.agrees', { agreeing, compared })}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
