/** The company itself: small tables, read whole. */

export interface SettingRow {
  readonly key: string;
  /** JSON. */
  readonly value: string;
}

/** Every setting. Two records of one key can only come of two administrators at once: the one created first counts, on every device. */
export const settingsQuery = `
  SELECT json_extract(body, '$.key') AS key, json_quote(json_extract(body, '$.value')) AS value
  FROM organisation WHERE deleted = 0 AND kind = 'setting' AND json_extract(body, '$.key') IS NOT NULL
  ORDER BY created_at DESC, id DESC`;

/** The record that counts of each key: the last row of it. */
export const settingRecordsQuery = `
  SELECT json_extract(body, '$.key') AS key, id
  FROM organisation WHERE deleted = 0 AND kind = 'setting' AND json_extract(body, '$.key') IS NOT NULL
  ORDER BY created_at DESC, id DESC`;

export interface NamedRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly branchId: string | null;
}

/** People, territories and branches, in the order of the alphabet. */
export const directoryQuery = `
  SELECT id, kind, name, role, branch_id AS branchId FROM organisation
  WHERE deleted = 0 AND kind IN ('person', 'territory', 'branch') ORDER BY name_sort, id`;
