/** The form of one role's or person's limits: a part of one setting. What others did to other parts stays; what they did to this one is told first. */
import { useState } from 'react';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { isRecordId } from '../../../shared/base/id.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { SettingChange } from '../../../shared/contract/organisation.ts';
import { withApprovalLimits, type ApprovalLimits } from '../../../shared/domain/approvals/limits.ts';
import { settingProblems } from '../../../shared/domain/organisation/companySettings.ts';
import { ROLES } from '../../../shared/domain/organisation/organisation.ts';
import { isSameJson } from '../../../shared/sync/jsonValues.ts';
import { useDraft } from '../../data/useDraft.ts';
import { limitsOfPerson, limitsOfRole } from './limitWords.ts';
import type { CompanySettings } from './useCompanySettings.ts';
import { useSaveSettings } from './useSaveSettings.ts';

/** Every limit, null where there is none. */
export type LimitFilling = {
  discountPercentage: number | null;
  paperDays: number | null;
  withinCredit: boolean | null;
  withinAllotment: boolean | null;
  contractMonths: number | null;
  contractVisits: number | null;
  contractResponseHours: number | null;
  contractCoverage: string[] | null;
};

type Filling = {
  /** Who was chosen, or whose they are; null for a role. */
  person: string | null;
  limits: LimitFilling;
  /** As they were when the form began. */
  seen: LimitFilling;
};

export interface LimitForm {
  readonly filling: Filling | undefined;
  set<Name extends keyof LimitFilling>(name: Name, value: LimitFilling[Name]): void;
  choose(person: string | null): void;
  /** What others made of these limits since the form was opened. */
  readonly meanwhile: ApprovalLimits | null;
  readonly isPersonMissing: boolean;
  readonly hasProblem: boolean;
  readonly busy: boolean;
  readonly error: PeyvandError | null;
  save(): Promise<boolean>;
  /** Takes a person's own limits out. */
  clear(): Promise<boolean>;
  drop(): void;
}

interface FormOptions {
  readonly who: string;
  readonly settings: CompanySettings;
  readonly what: string;
}

export function useLimitForm({ who, settings, what }: FormOptions): LimitForm {
  const saving = useSaveSettings(what);
  const setting = settings.values.approvalLimits;
  const role = ROLES.find((known) => known === who) ?? null;
  const limitsNow = (person: string | null): LimitFilling =>
    toFilling(role ? limitsOfRole(setting, role) : person === null ? {} : limitsOfPerson(setting, person));
  const owner = role === null && isRecordId(who) ? who : null;
  const began = limitsNow(owner);
  const draft = useDraft<Filling>(`company/limits/${who}`, { person: owner, limits: began, seen: began });
  const [meanwhile, setMeanwhile] = useState<ApprovalLimits | null>(null);
  const [isPersonMissing, setPersonMissing] = useState(false);
  const [hasProblem, setProblem] = useState(false);
  const filling = draft.value;

  /** @returns Whether others changed these very limits: theirs are in the form by then, where the person had typed none of their own. */
  function takeIn(from: Filling): boolean {
    const now = limitsNow(from.person);
    if (isSameJson(now, from.seen)) return false;
    const limits = { ...from.limits };
    for (const name of Object.keys(now) as (keyof LimitFilling)[])
      if (isSameJson(from.limits[name], from.seen[name])) Object.assign(limits, { [name]: now[name] });
    draft.set({ ...from, limits, seen: now });
    setMeanwhile(toLimits(now));
    return true;
  }

  async function write(from: Filling, limits: ApprovalLimits): Promise<boolean> {
    const target = role ? { role } : { person: from.person ?? '' };
    const value = withApprovalLimits(setting, target, limits);
    const found = settingProblems({ approvalLimits: value }, { approvalLimits: value }, null);
    setProblem(found.length > 0);
    if (found.length > 0) return false;
    const view = settings.views.get('approvalLimits');
    const isSaved = await saving.run(
      isSameJson(value, setting ?? {})
        ? []
        : [
            {
              key: 'approvalLimits',
              value: value as SettingChange['value'],
              seen: view ? { id: view.id, version: view.version, value: view.value } : null,
            },
          ],
    );
    if (isSaved) draft.drop();
    return isSaved;
  }

  return {
    filling,
    set: (name, value) => filling && draft.set({ ...filling, limits: { ...filling.limits, [name]: value } }),
    choose: (person) => {
      setPersonMissing(false);
      if (filling) draft.set({ ...filling, person, seen: limitsNow(person) });
    },
    meanwhile,
    isPersonMissing,
    hasProblem,
    busy: saving.busy,
    error: saving.error,
    async save() {
      if (!filling) return false;
      const isMissing = role === null && filling.person === null;
      setPersonMissing(isMissing);
      if (isMissing || takeIn(filling)) return false;
      return write(filling, toLimits(filling.limits));
    },
    clear: async () => filling !== undefined && write(filling, {}),
    drop: draft.drop,
  };
}

const toFilling = (limits: ApprovalLimits): LimitFilling => ({
  discountPercentage: limits.discountPercentage ?? null,
  paperDays: limits.paperDays ?? null,
  withinCredit: limits.withinCredit ?? null,
  withinAllotment: limits.withinAllotment ?? null,
  contractMonths: limits.contractMonths ?? null,
  contractVisits: limits.contractVisits ?? null,
  contractResponseHours: limits.contractResponseHours ?? null,
  contractCoverage: limits.contractCoverage ? [...limits.contractCoverage] : null,
});

const toLimits = (filling: LimitFilling): ApprovalLimits =>
  Object.fromEntries(Object.entries(filling).filter(([, value]: [string, JsonValue]) => value !== null));
