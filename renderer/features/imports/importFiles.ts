/** The files that a person has dropped, and the tables that a preset wants. Pure but for reading. */
import type { ImportRequest } from '../../../shared/contract/imports.ts';

export interface PresetDescription {
  readonly id: string;
  /** A file of the company's own: whatever it is called. */
  readonly isOwn: boolean;
  readonly tables: readonly {
    readonly table: string;
    readonly file: string;
    readonly required: boolean;
    readonly columns: readonly ColumnDescription[];
  }[];
}

export interface ColumnDescription {
  readonly fa: string;
  readonly en: string;
  readonly required: boolean;
}

export type ImportFile = ImportRequest['files'][number];

export interface WantedFile {
  /** The usual name. */
  readonly file: string;
  readonly required: boolean;
  /** What was dropped for it, by the name it has; null while it is missing. */
  readonly given: string | null;
}

/** Each file that the preset knows, once, though several tables may be read from it. */
export function wantedFiles(preset: PresetDescription, names: readonly string[]): WantedFile[] {
  const files = [...new Set(preset.tables.map(({ file }) => file))];
  return files.map((file) => ({
    file,
    required: preset.tables.some((table) => table.file === file && table.required),
    given: (preset.isOwn ? names[0] : names.find((name) => isFileFor(file, name))) ?? null,
  }));
}

/** The preset that the dropped files look like; null when none of them is known. */
export function likelyPreset(presets: readonly PresetDescription[], names: readonly string[]): string | null {
  const own = presets.find(
    ({ isOwn, tables }) => isOwn && names.length === 1 && stemOf(tables[0]?.file ?? '') === stemOf(names[0] ?? ''),
  );
  if (own) return own.id;
  const ranked = presets
    .filter(({ isOwn }) => !isOwn)
    .map((preset) => {
      const wanted = wantedFiles(preset, names);
      return { id: preset.id, share: wanted.filter(({ given }) => given !== null).length / Math.max(1, wanted.length) };
    })
    .toSorted((one, other) => other.share - one.share);
  return ranked[0] && ranked[0].share > 0 ? ranked[0].id : null;
}

/** Later files take the place of earlier ones of the same name. */
export function addFiles(before: readonly ImportFile[], added: readonly ImportFile[]): ImportFile[] {
  const names = new Set(added.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...added];
}

/** A file as the contract takes it: its bytes as base64, so that the core decides the encoding. */
export function readFile(file: File): Promise<ImportFile> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const address = typeof reader.result === 'string' ? reader.result : '';
      resolve({ name: file.name, bytes: address.slice(address.indexOf(',') + 1) });
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(file);
  });
}

/** `Products.CSV` and `products.xlsx` may be the same list. */
const stemOf = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.(csv|xlsx|txt)$/u, '');

function isFileFor(file: string, name: string): boolean {
  return name.split(/[\\/]/).at(-1)?.toLowerCase() === file.toLowerCase();
}
