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

export interface PlaceQueryRow {
  readonly id: string;
  readonly branchName: string | null;
  readonly managerName: string | null;
  readonly people: number;
}

/** Branches in the order of the alphabet, each followed by its territories and places of stock; then what belongs to none. A company has hundreds at the most. */
export const placesQuery = `
  SELECT o.id, b.name AS branchName, m.name AS managerName,
    (SELECT count(*) FROM organisation p
     WHERE p.deleted = 0 AND p.kind = 'person' AND json_extract(p.body, '$.active') AND (p.branch_id = o.id
       OR EXISTS (SELECT 1 FROM json_each(p.body, '$.territoryIds') t WHERE t.value = o.id))) AS people
  FROM organisation o
    LEFT JOIN organisation b ON b.id = o.branch_id AND b.deleted = 0 AND b.kind = 'branch'
    LEFT JOIN organisation m ON m.id = json_extract(o.body, '$.managerId') AND m.deleted = 0
  WHERE o.deleted = 0 AND o.kind IN ('branch', 'territory', 'stockPlace')
  ORDER BY o.kind <> 'branch' AND b.id IS NULL, coalesce(b.name_sort, o.name_sort), coalesce(b.id, o.id),
    o.kind <> 'branch', o.kind = 'stockPlace', o.name_sort, o.id`;
