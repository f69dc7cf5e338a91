/**
 * One form over several settings: what is typed is kept through a crash with what was seen when it began, so that nobody's change is overwritten unseen;
 * what others changed meanwhile is taken in, told, and saved over only by a second save.
 */
import { useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { SettingChange } from '../../../shared/contract/organisation.ts';
import {
  settingInForce,
  settingProblems,
  type SettingKey,
  type SettingProblem,
} from '../../../shared/domain/organisation/companySettings.ts';
import { isSameJson } from '../../../shared/sync/jsonValues.ts';
import { useDraft } from '../../data/useDraft.ts';
import type { CompanySettings } from './useCompanySettings.ts';
import { useSaveSettings } from './useSaveSettings.ts';

/** A setting as it was when the form began; null: nobody had set it. */
type Seen = { id: string; version: number; value: JsonValue } | null;

/** JSON, for the draft. */
type Filling = {
  values: { [key: string]: JsonValue };
  seen: { [key: string]: Seen };
};

export interface SettingsForm {
  /** undefined until the core has said whether something was typed before. */
  readonly values: Readonly<Record<string, JsonValue>> | undefined;
  set(key: SettingKey, value: JsonValue): void;
  /** What is wrong with a value, after a try to save. */
  problemOf(key: SettingKey): SettingProblem['reason'] | undefined;
  /** What others changed since this form was opened. */
  readonly meanwhile: readonly SettingKey[];
  readonly busy: boolean;
  readonly error: PeyvandError | null;
  /** @returns Whether it is saved, or nothing was to be. */
  save(): Promise<boolean>;
  /** Forgets what was typed. */
  drop(): void;
}

interface FormOptions {
  /** The form's address, for what is typed. */
  readonly name: string;
  /** What is being changed, for the notice. */
  readonly what: string;
  readonly keys: readonly SettingKey[];
  readonly settings: CompanySettings;
}

export function useSettingsForm({ name, what, keys, settings }: FormOptions): SettingsForm {
  const saving = useSaveSettings(what);
  const draft = useDraft<Filling>(`company/${name}`, fillingOf(settings, keys));
  const [problems, setProblems] = useState<readonly SettingProblem[]>([]);
  const [meanwhile, setMeanwhile] = useState<readonly SettingKey[]>([]);
  const filling = draft.value;

  /** @returns Whether others changed something: their values are in the form by then, where the person had typed none of their own. */
  function takeIn(from: Filling): boolean {
    const now = fillingOf(settings, keys);
    const changed = keys.filter((key) => !isSameJson(before(from, key), before(now, key)));
    if (changed.length === 0) return false;
    const untouched = changed.filter((key) => isSameJson(from.values[key], before(from, key)));
    const taken = Object.fromEntries(untouched.map((key) => [key, now.values[key] ?? null]));
    draft.set({ values: { ...from.values, ...taken }, seen: now.seen });
    setMeanwhile(changed);
    return true;
  }

  async function save(): Promise<boolean> {
    if (!filling || takeIn(filling)) return false;
    const changes = changesOf(filling, keys);
    const changed = Object.fromEntries(changes.map(({ key, value }) => [key, value as JsonValue]));
    const found = settingProblems(changed, { ...settings.values, ...changed }, settings.programVersion);
    setProblems(found);
    if (found.length > 0) return false;
    const isSaved = await saving.run(changes);
    if (isSaved) draft.drop();
    return isSaved;
  }

  return {
    values: filling?.values,
    set: (key, value) => {
      if (filling) draft.set({ ...filling, values: { ...filling.values, [key]: value } });
      setProblems((known) => known.filter((problem) => problem.key !== key));
    },
    problemOf: (key) => problems.find((problem) => problem.key === key)?.reason,
    meanwhile,
    busy: saving.busy,
    error: saving.error,
    save,
    drop: draft.drop,
  };
}

function fillingOf({ views }: CompanySettings, keys: readonly SettingKey[]): Filling {
  const seenOf = (key: SettingKey): Seen => {
    const view = views.get(key);
    return view ? { id: view.id, version: view.version, value: view.value as JsonValue } : null;
  };
  const seen = Object.fromEntries(keys.map((key) => [key, seenOf(key)]));
  return { seen, values: Object.fromEntries(keys.map((key) => [key, before({ seen }, key)])) };
}

/** What the person had before them when they began: what is set, or what holds without. */
const before = ({ seen }: Pick<Filling, 'seen'>, key: SettingKey): JsonValue => {
  const known = seen[key];
  return known ? known.value : ((settingInForce({}, key) as JsonValue | undefined) ?? null);
};

const changesOf = (filling: Filling, keys: readonly SettingKey[]): SettingChange[] =>
  keys
    .filter((key) => !isSameJson(filling.values[key], before(filling, key)))
    .map((key) => ({
      key,
      value: (filling.values[key] ?? null) as SettingChange['value'],
      seen: (filling.seen[key] ?? null) as SettingChange['seen'],
    }));
