/** Saves changes of settings, says so, and offers to undo it. */
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { SettingChange } from '../../../shared/contract/organisation.ts';
import { settingInForce } from '../../../shared/domain/organisation/companySettings.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';

export interface SaveSettings {
  /** @returns Whether it is saved; why not is in `error`. */
  run(changes: SettingChange[]): Promise<boolean>;
  readonly busy: boolean;
  readonly error: PeyvandError | null;
}

/** @param what What is being changed, for the notice. */
export function useSaveSettings(what: string): SaveSettings {
  const { t } = useLocale();
  const core = useCore();
  const change = useCommand(core.organisation.changeSettings);

  /** As it stood before; what was not set at all is set to what held without it. Refused where somebody has changed it again since. */
  async function undo(changes: readonly SettingChange[]): Promise<void> {
    const stream = await core.organisation.settings();
    const answer = await stream.next();
    await stream.return?.();
    if (answer.done) return;
    const back = changes.map(({ key, value, seen }): SettingChange => {
      const now = answer.value.settings.find((view) => view.key === key);
      return {
        key,
        value: seen ? seen.value : ((settingInForce({}, key) ?? null) as SettingChange['value']),
        seen: now ? { id: now.id, version: now.version, value } : null,
      };
    });
    const done = await attempt(core.organisation.changeSettings, { changes: back });
    if (done.ok) notify(t('company.undone'));
    else notifyFailure(errorToWords(t, done.error));
  }

  return {
    busy: change.busy,
    error: change.error,
    async run(changes) {
      if (changes.length === 0) {
        notify(t('company.same'));
        return true;
      }
      const saved = await change.run({ changes });
      if (saved.ok) notify(t('company.saved', { what }), { label: t('action.undo'), run: () => void undo(changes) });
      return saved.ok;
    },
  };
}
