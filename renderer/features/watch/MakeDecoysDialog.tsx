/** Decoys for a person: one for each number or address of the company's own. */
import { useState } from 'react';
import { Select, Textarea } from '@mantine/core';
import { DECOYS_AT_ONCE } from '../../../shared/contract/watch.ts';
import { emailKey, phoneKey } from '../../../shared/domain/watch/contactKeys.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Form } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { useAskAgain } from '../parking/useServerAnswer.ts';
import { useDirectory } from '../records/useDirectory.ts';

interface Line {
  readonly phone: string;
  readonly email: string;
}

export function MakeDecoysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const { people } = useDirectory();
  const askAgain = useAskAgain();
  const make = useCommand(core.watch.makeDecoys);
  const [person, setPerson] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<number | null>(null);

  async function save(): Promise<void> {
    const typed = text.split('\n').map((line) => line.trim());
    const first = typed.findIndex((line) => line !== '' && readLine(line) === null);
    setWrong(first < 0 ? null : first + 1);
    const lines = typed.flatMap((line) => readLine(line) ?? []).slice(0, DECOYS_AT_ONCE);
    if (first >= 0 || person === null || lines.length === 0) return;
    const made = await make.run({ person, lines });
    if (!made.ok) return;
    askAgain(core.watch.decoys, core.watch.people);
    notify(t('watch.decoys.made', { count: made.value.made }));
    onClose();
  }

  return (
    <Dialog opened onClose={onClose} title={t('watch.decoys.title')} width={520}>
      <Form
        busy={make.busy}
        error={make.error}
        submitLabel={t('watch.decoys.title')}
        onCancel={onClose}
        onSubmit={() => void save()}
      >
        <Select
          label={t('watch.decoys.person')}
          withAsterisk
          searchable
          data={[...people]}
          value={person}
          onChange={setPerson}
          data-autofocus
        />
        <Textarea
          label={t('watch.decoys.lines')}
          description={t('watch.decoys.lines.help')}
          withAsterisk
          autosize
          minRows={4}
          maxRows={12}
          dir="ltr"
          value={text}
          error={wrong === null ? undefined : t('watch.decoys.wrong', { line: wrong })}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Form>
    </Dialog>
  );
}

/** A number, an address, or both with a comma between them; null for anything else. */
function readLine(line: string): Line | null {
  const parts = line.split(/[,،;؛]/).map((part) => part.trim());
  const phone = parts.find((part) => emailKey(part) === null && phoneKey(part) !== null) ?? '';
  const email = parts.find((part) => emailKey(part) !== null) ?? '';
  const known = parts.filter((part) => part !== '' && part !== phone && part !== email).length === 0;
  return known && (phone !== '' || email !== '') ? { phone, email } : null;
}
